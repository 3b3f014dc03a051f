/** An IP address as bytes: 4 of them, or 16. An IPv4 address mapped into IPv6 is the IPv4 address. */
export type Address = readonly number[];

/** The addresses that begin with the first `bits` bits of `base`. */
export interface Network {
  readonly base: Address;
  readonly bits: number;
}

const LONGEST_ADDRESS = 45;
const MAPPED_BITS = 96;

export function parseAddress(text: string): Address | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined;
  if (!text.includes(':')) return parseV4(text);
  const bytes = parseV6(text);
  return bytes && isMapped(bytes) ? bytes.slice(12) : bytes;
}

/** Bits of `base` past the prefix are zero in the answer. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const raw = text.slice(0, slash);
  const base = parseAddress(raw);
  const bits = smallNumber(text.slice(slash + 1), 128);
  if (!base || bits === undefined) return undefined;
  const isShortened = base.length === 4 && raw.includes(':');
  if (isShortened && bits < MAPPED_BITS) {
    return maskNetwork([...Array<number>(10).fill(0), 255, 255, ...base], bits);
  }
  const ownBits = isShortened ? bits - MAPPED_BITS : bits;
  return ownBits <= base.length * 8 ? maskNetwork(base, ownBits) : undefined;
}

export function contains(network: Network, address: Address): boolean {
  if (network.base.length !== address.length) return false;
  return network.base.every((byte, i) => byte === (address[i] & maskOf(i, network.bits)));
}

export function formatNetwork(network: Network): string {
  return `${formatAddress(network.base)}/${network.bits}`;
}

/** The spelling that Go prints, and flows carry: lower case, the longest run of zeros as `::`. */
export function formatAddress(address: Address): string {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (address[2 * i] << 8) | address[2 * i + 1]);
  const gap = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap.length < 2) return hex.join(':');
  return `${hex.slice(0, gap.start).join(':')}::${hex.slice(gap.start + gap.length).join(':')}`;
}

function maskNetwork(base: Address, bits: number): Network {
  return { base: base.map((byte, i) => byte & maskOf(i, bits)), bits };
}

function maskOf(byteIndex: number, bits: number): number {
  const kept = Math.min(8, Math.max(0, bits - byteIndex * 8));
  return (0xff << (8 - kept)) & 0xff;
}

function isMapped(bytes: Address): boolean {
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => smallNumber(part, 255));
  return bytes.every((byte) => byte !== undefined) ? bytes : undefined;
}

function parseV6(text: string): number[] | undefined {
  const gap = text.indexOf('::');
  if (gap < 0) {
    const bytes = parseGroups(text);
    return bytes?.length === 16 ? bytes : undefined;
  }
  const head = gap === 0 ? [] : parseGroups(text.slice(0, gap));
  const tailText = text.slice(gap + 2);
  const tail = tailText === '' ? [] : parseGroups(tailText);
  if (!head || !tail || head.length % 2 !== 0 || head.length + tail.length > 14) return undefined;
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

/** Groups between colons; the last may be a dotted IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    if (group.includes('.')) {
      const dotted = i === groups.length - 1 ? parseV4(group) : undefined;
      if (!dotted) return undefined;
      bytes.push(...dotted);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}

/** Decimal, without sign and leading zeros. */
function smallNumber(text: string, max: number): number | undefined {
  if (!/^(0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0) continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}

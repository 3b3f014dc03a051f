import { isIP } from 'node:net';

/** `host` has no brackets, also for IPv6. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export type StoreChoice =
  | { readonly kind: 'memory' }
  /** `orMemory`: nobody asked for this folder; where it cannot be had, memory does. */
  | { readonly kind: 'chdb'; readonly directory: string; readonly orMemory: boolean }
  | ClickHouseChoice;

/** A ClickHouse server or cluster. */
export interface ClickHouseChoice {
  readonly kind: 'clickhouse';
  readonly url: string;
  /** Its name in the configuration of the servers; tables are then replicated and distributed. */
  readonly cluster: string | undefined;
  readonly user: string | undefined;
  readonly passwordFile: string | undefined;
  /** Where batches wait on disk while it is away. */
  readonly spool: string | undefined;
}

/** `host:port`, `[v6]:port`; `:port` is every address. */
export function parseHostPort(text: string): HostPort | Error {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s@]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    return new Error(`${quote(text)} is not an address; use HOST:PORT, or [IPV6]:PORT`);
  }
  const bracketed = match[1];
  if (bracketed !== undefined) {
    if (isIP(bracketed) !== 6) return new Error(`${quote(bracketed)} is not an IPv6 address`);
    return { host: bracketed, port };
  }
  const host = match[2] === '' ? '0.0.0.0' : match[2];
  if (!isHostName(host)) return new Error(`${quote(host)} is not a host name or an IP address`);
  return { host, port };
}

/** `name` or `name:port` in lower case. */
export function parseAllowedHost(text: string): string | Error {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]/\s@]+)(?::(\d{1,5}))?$/.exec(text);
  const name = match?.[1] ?? '';
  if (match === null || (!name.startsWith('[') && !isHostName(name))) {
    return new Error(`${quote(text)} is not a host; use NAME or NAME:PORT, without a scheme or a path`);
  }
  return text.toLowerCase();
}

/** Begins and ends with `/`, and is made of plain segments between. */
export function parseBasePath(text: string): string | Error {
  const path = `/${text}/`.replaceAll(/\/{2,}/g, '/');
  if (!/^\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/.test(path)) {
    return new Error(`${quote(text)} is not a path of letters, digits, '.', '_' and '-'; use one such as /hubble/`);
  }
  return path;
}

export function parseStore(text: string): StoreChoice | Error {
  if (text === 'memory') return { kind: 'memory' };
  if (text.startsWith('chdb:')) {
    const directory = text.slice('chdb:'.length);
    if (directory === '' || directory.includes('\0')) return new Error('chdb: needs a folder, such as chdb:./data');
    return { kind: 'chdb', directory, orMemory: false };
  }
  if (/^https?:\/\//.test(text) && URL.canParse(text)) {
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
      return new Error('the address holds a user or a password; secrets are read from files, remove it');
    }
    if (url.search !== '' || url.hash !== '') {
      return new Error('the address has more than a scheme, a host, a port and a database; see --help for the rest');
    }
    return {
      kind: 'clickhouse',
      url: url.href,
      cluster: undefined,
      user: undefined,
      passwordFile: undefined,
      spool: undefined,
    };
  }
  return new Error(`${quote(text)} is not a store; use memory, chdb:DIR, or http(s)://HOST:PORT of a ClickHouse`);
}

/** A name as it stands in the configuration of ClickHouse, or a macro such as `{cluster}`. */
export function parseClusterName(text: string): string | Error {
  if (/^(?:[\w.-]{1,64}|\{\w{1,62}\})$/.test(text)) return text;
  return new Error(`${quote(text)} is not the name of a cluster; use letters, digits, '.', '_' and '-', or a {macro}`);
}

/** For how many days history is kept, by how fine it is. */
export interface KeptDays {
  /** Single flows. */
  readonly raw: number;
  /** Figures by ten seconds, by minutes and by hours. */
  readonly fine: number;
  readonly minutes: number;
  readonly hours: number;
}

/** A month is 31 days: nothing goes earlier than was said. */
const DAYS: ReadonlyMap<string, number> = new Map([
  ['d', 1],
  ['w', 7],
  ['mo', 31],
]);
const MOST_DAYS = 3650;

/** Whole days. */
export function parseKept(text: string): number | Error {
  const match = /^(\d{1,4})(d|w|mo)$/.exec(text);
  const days = Number(match?.[1]) * (DAYS.get(match?.[2] ?? '') ?? Number.NaN);
  if (days >= 1 && days <= MOST_DAYS) return days;
  return new Error(
    `${quote(text)} is not a time from 1d to ${MOST_DAYS}d; use days, weeks or months, as in 7d, 2w, 3mo`,
  );
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isHostName(host: string): boolean {
  if (isIP(host) === 4) return true;
  if (/^[\d.]+$/.test(host)) return false;
  return (
    host.length <= 253 &&
    host.split('.').every((label) => /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label))
  );
}

/** Bounded; what may hold a password is not repeated. */
function quote(text: string): string {
  return JSON.stringify(text.includes('@') ? '…' : text.slice(0, 80));
}

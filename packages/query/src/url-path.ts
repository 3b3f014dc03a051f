/**
 * The path that Hubble sees in a URL: what Go's `url.ParseRequestURI` calls its Path, percent-decoded.
 * Undefined where Go refuses the URL, and no path filter matches then.
 */
export function urlPath(url: string): string | undefined {
  if (url === '' || /[\u0000-\u001f\u007f]/.test(url)) return undefined;
  if (url === '*') return '*';
  if (url.startsWith(':')) return undefined;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(url)?.[0] ?? '';
  const rest = url.slice(scheme.length).split('?', 1)[0];
  if (!rest.startsWith('/')) return scheme === '' ? undefined : '';
  if (scheme === '' || !rest.startsWith('//')) return percentDecode(rest);
  const slash = rest.indexOf('/', 2);
  if (!isAuthority(slash < 0 ? rest.slice(2) : rest.slice(2, slash))) return undefined;
  return slash < 0 ? '' : percentDecode(rest.slice(slash));
}

/** `user@host:port` as far as it decides whether Go takes the URL. */
function isAuthority(text: string): boolean {
  const host = text.slice(text.lastIndexOf('@') + 1);
  const port = host.slice(Math.max(host.lastIndexOf(':'), host.lastIndexOf(']')));
  return !/[\s%^`{}|\\#]/.test(host) && (!port.startsWith(':') || /^:[0-9]*$/.test(port));
}

/** Undefined if a % is not followed by two hexadecimal digits. */
function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const bytes: number[] = [];
  const encoded = new TextEncoder().encode(text);
  for (let i = 0; i < encoded.length; i++) {
    if (encoded[i] !== PERCENT) {
      bytes.push(encoded[i]);
      continue;
    }
    bytes.push(Number.parseInt(String.fromCharCode(encoded[i + 1], encoded[i + 2]), 16));
    i += 2;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

const PERCENT = 0x25;

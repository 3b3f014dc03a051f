import { placeholderFor } from './path-placeholder.ts';

/** Longer paths are cut before they are looked at. */
const MAX_PATH = 512;
const MAX_SEGMENTS = 16;

/**
 * The route of a URL: its path with whatever differs from call to call replaced.
 *
 *     http://cart:8080/cart/42?full=1            /cart/{id}
 *     /orders/2026-11-20/9f1c2b7e-...-0001       /orders/{date}/{id}
 *     /img/9f86d081884c7d65.png;jsessionid=1     /img/{id}.png
 */
export function pathTemplate(url: string): string {
  const path = pathOf(url);
  let template = '';
  /** Up to here the path is in the template. */
  let copied = 0;
  let segments = 0;
  for (let from = 1; from <= path.length;) {
    let to = path.indexOf('/', from);
    if (to < 0) to = path.length;
    if (++segments > MAX_SEGMENTS) return `${template}${path.slice(copied, from)}…`;
    const placeholder = placeholderFor(path, from, to);
    if (placeholder !== undefined) {
      template += path.slice(copied, from) + placeholder;
      copied = to;
    }
    from = to + 1;
  }
  return copied === 0 ? path : template + path.slice(copied);
}

/** The path of a URL, without scheme, host, query and fragment; cut at a length. It begins with a slash. */
export function pathOf(url: string): string {
  const from = pathStart(url);
  let to = from;
  const end = Math.min(url.length, from + MAX_PATH);
  for (; to < end; to++) {
    const code = url.charCodeAt(to);
    if (code === QUESTION_MARK || code === HASH) break;
  }
  return url[from] === '/' ? url.slice(from, to) : `/${url.slice(from, to)}`;
}

/** Past `scheme://host`, if the URL begins with that. */
function pathStart(url: string): number {
  const scheme = url.indexOf('://');
  if (scheme < 0) return 0;
  for (let i = 0; i < scheme; i++) if (isDelimiter(url.charCodeAt(i))) return 0;
  let from = scheme + 3;
  while (from < url.length && !isDelimiter(url.charCodeAt(from))) from++;
  return from;
}

function isDelimiter(code: number): boolean {
  return code === SLASH || code === QUESTION_MARK || code === HASH;
}

const SLASH = 47;
const QUESTION_MARK = 63;
const HASH = 35;

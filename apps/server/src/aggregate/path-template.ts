/** Longer paths are cut before they are looked at. */
const MAX_PATH = 512;
const MAX_SEGMENTS = 16;

/**
 * The route of a URL: its path with whatever differs from call to call replaced.
 *
 *     http://cart:8080/cart/42?full=1            /cart/{id}
 *     /orders/2026-11-20/9f1c2b7e-...-0001       /orders/{date}/{id}
 *
 * Numbers, UUIDs, hashes, long tokens and dates are replaced; words stay.
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
    if (placeholder !== '') {
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
const DASH = 45;

/** What stands for a segment that differs from call to call; '' for a word. */
function placeholderFor(path: string, from: number, to: number): string {
  const length = to - from;
  let digits = 0;
  let hexLetters = 0;
  let otherLetters = 0;
  let dashes = 0;
  let others = 0;
  for (let i = from; i < to; i++) {
    const code = path.charCodeAt(i);
    const lower = code | 32;
    if (code >= 48 && code <= 57) digits++;
    else if (lower >= 97 && lower <= 102) hexLetters++;
    else if (lower >= 103 && lower <= 122) otherLetters++;
    else if (code === DASH) dashes++;
    else others++;
  }
  if (length > 0 && digits === length) return '{id}';
  if (digits === 8 && dashes === 2 && length === 10 && path.charCodeAt(from + 4) === DASH) return '{date}';
  const isHex = otherLetters === 0 && others === 0;
  if (isHex && digits > 0 && digits + hexLetters >= 8) return '{id}';
  const isToken = length >= 20 && digits >= 3 && digits * 8 >= length;
  if (isToken || length > 64) return '{id}';
  if (digits > 0 && dashes === 1 && digits >= length / 2) return '{id}';
  return '';
}

/** Longer segments say something that is different each time. */
const MAX_WORD = 64;

const DATE = /^\d{4}-\d{2}-\d{2}(?:[Tt_ ](?:[\d:.,+-]|%3[Aa]|%2[Bb])*[Zz]?)?$/;
/** Numbers and what is written with them only: times, addresses, versions, coordinates. */
const NUMBERS = /^[\d.,:_+-]+$/;
const HEX = /^[0-9a-fA-F]+$/;
const FILE_ENDING = /^(.+)(\.[A-Za-z][A-Za-z0-9]{0,4}(?:\.(?:gz|br|map))?)$/s;
/** Letters, digits and what base64 and its relatives write beside them. */
const TOKEN = /^[\w~+=-]+$/;

/**
 * What stands for a segment that differs from call to call: numbers, dates, UUIDs, hashes, tokens, addresses of mail;
 * undefined for a word, which stays. Parameters after a semicolon go in both cases.
 */
export function placeholderFor(path: string, from: number, to: number): string | undefined {
  if (isPlainWord(path, from, to)) return undefined;
  const segment = path.slice(from, to);
  const semicolon = segment.indexOf(';');
  if (semicolon < 0) return placeholder(segment);
  const bare = segment.slice(0, semicolon);
  return placeholder(bare) ?? bare;
}

/** Most segments are: short, without a digit and without a sign that means more. */
function isPlainWord(path: string, from: number, to: number): boolean {
  if (to - from > MAX_WORD) return false;
  for (let i = from; i < to; i++) {
    const code = path.charCodeAt(i);
    if ((code >= 48 && code <= 57) || code === SEMICOLON || code === AT) return false;
  }
  return true;
}

function placeholder(segment: string): string | undefined {
  if (segment.length > MAX_WORD || isMailAddress(segment)) return '{id}';
  if (DATE.test(segment)) return '{date}';
  const [, stem = '', ending = ''] = FILE_ENDING.exec(segment) ?? [];
  if (stem !== '' && isId(stem)) return `{id}${ending}`;
  return isId(segment) ? '{id}' : undefined;
}

function isId(text: string): boolean {
  const digits = count(text, isDigit);
  if (digits === 0) return false;
  if (NUMBERS.test(text)) return true;
  const parts = text.split(/[-_:{}]+|%7[BbDd]/).filter((part) => part !== '');
  if (parts.some((part) => isHash(part))) return true;
  const isHexThroughout = parts.every((part) => HEX.test(part));
  if (isHexThroughout && digits + parts.length > 3 && parts.join('').length >= 8) return true;
  if (parts.length > 1 && digits * 2 >= text.length) return true;
  return isToken(text, digits);
}

/** Eight and more hexadecimal digits; seven, as of a commit, if enough of them are no letters. */
function isHash(part: string): boolean {
  if (part.length < 7 || !HEX.test(part)) return false;
  return count(part, isDigit) >= (part.length === 7 ? 2 : 1);
}

/** Twenty characters and more of base64, base62, base32 and the like: many digits, or small and large letters mixed up. */
function isToken(text: string, digits: number): boolean {
  if (text.length < 20 || !TOKEN.test(text)) return false;
  if (digits >= 3 && digits * 8 >= text.length) return true;
  let changes = 0;
  for (let i = 1; i < text.length; i++) if (kindOf(text.charCodeAt(i)) !== kindOf(text.charCodeAt(i - 1))) changes++;
  return changes * 2 >= text.length;
}

/** `name@host`; a scope of packages begins with the sign. */
function isMailAddress(segment: string): boolean {
  const at = segment.search(/@|%40/);
  return at > 0 && segment.includes('.', at);
}

function kindOf(code: number): number {
  if (isDigit(code)) return 0;
  return code >= 97 && code <= 122 ? 1 : 2;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function count(text: string, isCounted: (code: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) if (isCounted(text.charCodeAt(i))) sum++;
  return sum;
}

const SEMICOLON = 59;
const AT = 64;

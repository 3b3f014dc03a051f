/** Longer texts are cut in the middle of a page; the whole is in the answers of the API. */
export const MAX_SHOWN_CHARACTERS = 120;

/**
 * Text of unknown origin as it can be shown: characters that cannot be seen, or that turn the reading direction, are
 * written as escapes, marks do not pile up, and what is longer than `limit` is cut and says how long it was.
 */
export function plainText(text: string, limit = MAX_SHOWN_CHARACTERS): string {
  const flat = withoutPiles(text);
  const shown = flat.length > limit ? `${wholeCharacters(flat, limit)}… (${text.length} characters)` : flat;
  return INVISIBLE.test(shown) ? shown.replaceAll(ALL_INVISIBLE, escaped) : shown;
}

/** Controls, formats (direction marks, zero-width), line and paragraph separators, unpaired surrogates, and what is no character. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u115f\u1160\u3164\uffa0]/u;
const ALL_INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u115f\u1160\u3164\uffa0]/gu;

/** Marks above and below a letter pile up over what stands there: two are enough for every script. */
export function withoutPiles(text: string): string {
  return PILED_MARKS.test(text) ? text.replaceAll(ALL_PILED_MARKS, '$1') : text;
}

const PILED_MARKS = /\p{M}{3}/u;
const ALL_PILED_MARKS = /(\p{M}{2})\p{M}+/gu;

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return code.length > 4 ? `\\u{${code}}` : `\\u${code}`;
}

/** Does not cut a surrogate pair. */
function wholeCharacters(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

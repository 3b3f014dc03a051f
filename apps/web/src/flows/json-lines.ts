import { plainText } from '../base/plain-text.ts';

/** Characters of JSON that are shown at once. */
export const SHOWN_JSON = 64 * 1024;
const LONGEST_LINE = 4000;

/** JSON as it can be shown: line by line, so that the lines stay while what is in them cannot be seen does not. */
export function shownJson(json: string, most: number): string {
  return json
    .slice(0, most)
    .split('\n')
    .map((line) => plainText(line, LONGEST_LINE))
    .join('\n');
}

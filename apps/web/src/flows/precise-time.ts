import { clockTime } from '../base/numbers.ts';

/** `03:12:04.057` of the browser's time zone. */
export function preciseTime(ms: number): string {
  const thousandths = ((Math.floor(ms) % 1000) + 1000) % 1000;
  return `${clockTime(ms)}.${String(thousandths).padStart(3, '0')}`;
}

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,204` */
export function wholeNumber(value: number): string {
  return WHOLE.format(value);
}

/** At most five characters: `1,204`, `12.4k`, `3.1M`. */
export function shortNumber(value: number): string {
  if (value < 10_000) return WHOLE.format(value);
  if (value < 999_500) return `${scaled(value / 1000)}k`;
  if (value < 999_500_000) return `${scaled(value / 1_000_000)}M`;
  return `${scaled(value / 1_000_000_000)}G`;
}

/** `03:12:04` of the browser's time zone. */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `3 edges`, `1 edge`. */
export function countOf(count: number, noun: string): string {
  return `${wholeNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function scaled(value: number): string {
  return value < 99.95 ? value.toFixed(1) : String(Math.round(value));
}

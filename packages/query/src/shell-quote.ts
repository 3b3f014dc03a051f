/** A word for a POSIX shell that stands for exactly this text, whatever is in it. */
export function shellQuote(text: string): string {
  if (/^[A-Za-z0-9/.:_-][A-Za-z0-9/.:_@%+=,-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Longer names are cut: the files beside the summary have them whole. */
const MOST_CHARACTERS = 160;
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A text out of flows, which anybody may have written, as a piece of code: it makes no link, table or markup. */
export function code(text: string): string {
  const plain = text.replaceAll(UNPRINTABLE, ' ').replaceAll('`', "'").replaceAll('|', '¦').trim();
  const cut = plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}…` : plain;
  return cut === '' ? '-' : `\`${cut}\``;
}

/** A count with its unit: `1,204 flows`. */
export function counted(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

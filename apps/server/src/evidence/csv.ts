/** One row as spreadsheets read it: `a,"b, c",3`, ended by CR LF. A row is one line, whatever its texts hold. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(safe(cell)))).join(',')}\r\n`;
}

/** The cells of a line that `csvLine` wrote. */
export function readCsvLine(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let cell = '';
      at += 1;
      for (;;) {
        const quote = line.indexOf('"', at);
        if (quote < 0) return [...cells, cell + line.slice(at)];
        cell += line.slice(at, quote);
        at = quote + 1;
        if (line[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      cells.push(cell);
      at += 1;
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      cells.push(line.slice(at, end));
      at = end + 1;
    }
  }
  return cells;
}

/** Spreadsheets take a text that begins like this for a formula, and run it. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;
/** What ends a line, moves a cursor or turns text round. */
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A text that is shown, and nothing else: an apostrophe stands before what would be a formula. */
function safe(text: string): string {
  const isFormula = FORMULA.test(text) || /^[\t\r]/.test(text);
  const plain = text.replaceAll(UNPRINTABLE, ' ');
  return isFormula ? `'${plain}` : plain;
}

function quoted(text: string): string {
  return /[",;\s']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

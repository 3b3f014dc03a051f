import { expect, test } from 'vitest';
import { csvLine, readCsvLine } from './csv.ts';

test('[PROOF-30] a cell that a spreadsheet would run is text, and a row is one line', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =HYPERLINK("x")', '＝1']) {
    const [cell = ''] = readCsvLine(csvLine([text]).trimEnd());
    expect(cell.startsWith("'"), JSON.stringify(text)).toBe(true);
  }
  expect(csvLine(['a\nb\u202Ec', 'd"e', -3])).toBe('"a b c","d""e",-3\r\n');
});

test('[PROOF-30] cells are read back as they were written', () => {
  const cells = ['plain', 'a, b', 'say "so"', '', 'cart/{id}', 'ends with quote"'];
  expect(readCsvLine(csvLine(cells).trimEnd())).toEqual(cells);
});

import { listMember, member, numberMember, textMember } from '../base/json-member.ts';

/** What the server counted of requests or questions. Every text in it is hostile. */
export interface Layer7Answer<Row> {
  readonly rows: readonly Row[];
  /** Rows that the question selects, also those past the limit of the answer. */
  readonly matched: number;
  /** Requests or questions that found no row of their own, since the server began. */
  readonly folded: number;
  /** The time that the figures are of; undefined for all since a row was first seen. */
  readonly range: FigureRange | undefined;
  /** Terms of the query that rows cannot answer. */
  readonly termsNotApplied: readonly string[];
}

export interface FigureRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export function layer7Answer<Row>(
  json: unknown,
  folded: 'folded_routes' | 'folded_names',
  readRow: (row: unknown) => Row,
): Layer7Answer<Row> {
  const rows = listMember(json, 'rows').map(readRow);
  return {
    rows,
    matched: Math.max(rows.length, numberMember(json, 'matched_rows')),
    folded: numberMember(json, folded),
    range: rangeOf(member(json, 'figures')),
    termsNotApplied: listMember(json, 'terms_not_applied').filter((term): term is string => typeof term === 'string'),
  };
}

function rangeOf(figures: unknown): FigureRange | undefined {
  const range = { fromMs: timeMember(figures, 'since'), toMs: timeMember(figures, 'until') };
  return range.fromMs < range.toMs ? range : undefined;
}

/** NaN for what is no time. */
export function timeMember(value: unknown, name: string): number {
  return Date.parse(textMember(value, name));
}

/** The edge that a row belongs to, as the grouping `identity` names it. */
export function rowEdge(row: unknown): string {
  const ends = `${textMember(row, 'source')}|${textMember(row, 'destination')}`;
  return `${ends}|${numberMember(row, 'port')}|${textMember(row, 'protocol')}`;
}

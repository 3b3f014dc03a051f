import { countsOf, listMember, member, numberMember, textMember } from '../base/json-member.ts';
import { CHANGES_WORST_FIRST, type ChangeKind, type ChangeSide, type EdgeChange } from '../view/edge-change.ts';
import { VERDICTS_WORST_FIRST } from '../view/edge-verdict.ts';
import type { PastRange } from '../view/past-range.ts';
import { trendEndOf } from '../view/trends.ts';

/** What `GET /api/v1/compare` told. */
export interface Comparison {
  readonly before: ComparedRange;
  readonly after: ComparedRange;
  /** The sentence, in words of ours and names of others. */
  readonly summary: readonly SummaryPart[];
  /** Why it is not to be trusted as it stands; '' where it is. */
  readonly caveat: string;
  /** Worst first, without what is the same. */
  readonly rows: readonly ComparedRow[];
  /** Of all pairs, listed or not. */
  readonly counts: ReadonlyMap<ChangeKind, number>;
  readonly leftOut: number;
}

export interface ComparedRange extends PastRange {
  /** 0 to 1. */
  readonly completeness: number;
}

export interface SummaryPart {
  readonly isName: boolean;
  /** Hostile where it is a name. */
  readonly text: string;
}

export interface ComparedRow {
  /** `SOURCE|DESTINATION|PORT|PROTOCOL`, as the grouped graph has it. */
  readonly key: string;
  readonly source: RowEnd;
  readonly destination: RowEnd;
  readonly port: number;
  readonly change: EdgeChange;
}

/** Hostile text. */
export interface RowEnd {
  /** Its namespace, or where it is: `outside`, `cluster`. */
  readonly place: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is missing from the answer is as if it were not there; rows of a kind that is not known are left out. */
export function parseComparison(answer: unknown): Comparison {
  const ends = new Map(listMember(answer, 'nodes').map((node) => [textMember(node, 'key'), rowEnd(node)]));
  const counts = countsOf(member(answer, 'counts'));
  return {
    before: comparedRange(member(answer, 'before')),
    after: comparedRange(member(answer, 'after')),
    summary: listMember(answer, 'summary_parts').map((part) => ({
      isName: textMember(part, 'kind') === 'name',
      text: textMember(part, 'text'),
    })),
    caveat: textMember(answer, 'caveat'),
    rows: listMember(answer, 'edges').flatMap((row) => comparedRow(row, ends) ?? []),
    counts: new Map(CHANGES_WORST_FIRST.map((kind) => [kind, counts.get(kind) ?? 0])),
    leftOut: numberMember(answer, 'left_out'),
  };
}

function comparedRange(range: unknown): ComparedRange {
  const time = (name: string): number => Date.parse(textMember(range, name)) || 0;
  const completeness = numberMember(member(range, 'completeness'), 'share');
  return { fromMs: time('since'), toMs: time('until'), completeness };
}

function comparedRow(row: unknown, ends: ReadonlyMap<string, RowEnd>): ComparedRow | undefined {
  const kind = CHANGES_WORST_FIRST.find((known) => known === textMember(row, 'change'));
  if (kind === undefined) return undefined;
  const [source, destination] = [textMember(row, 'source'), textMember(row, 'destination')];
  const port = numberMember(row, 'port');
  const factor = member(row, 'factor');
  return {
    key: `${source}|${destination}|${port}|${textMember(row, 'protocol')}`,
    source: ends.get(source) ?? unknownEnd(source),
    destination: ends.get(destination) ?? unknownEnd(destination),
    port,
    change: {
      kind,
      factor: typeof factor === 'number' && Number.isFinite(factor) ? factor : undefined,
      isRare: member(row, 'is_rare') === true,
      before: changeSide(member(row, 'before')),
      after: changeSide(member(row, 'after')),
    },
  };
}

function changeSide(side: unknown): ChangeSide | undefined {
  const verdict = VERDICTS_WORST_FIRST.find((known) => known === textMember(side, 'verdict'));
  if (verdict === undefined) return undefined;
  const p95Ms = member(side, 'p95_ms');
  return {
    verdict,
    attemptsPerMinute: numberMember(side, 'attempts_per_minute'),
    refusedPerMinute: numberMember(side, 'refused_per_minute'),
    flowsPerMinute: numberMember(side, 'flows_per_minute'),
    flows: countsOf(member(side, 'flows')),
    attempts: countsOf(member(side, 'attempts')),
    p95Ms: typeof p95Ms === 'number' ? p95Ms : undefined,
  };
}

function rowEnd(node: unknown): RowEnd {
  const namespace = textMember(node, 'namespace');
  const kind = textMember(node, 'kind');
  if (kind === 'namespace') return { place: 'namespace', namespace: '', name: namespace };
  const [first] = listMember(node, 'names');
  const names = typeof first === 'string' ? [first] : [];
  const end = trendEndOf({ key: textMember(node, 'key'), namespace, workload: textMember(node, 'workload'), names });
  return { ...end, place: namespace || (OUTSIDE.has(kind) ? 'outside' : 'cluster') };
}

const OUTSIDE: ReadonlySet<string> = new Set(['fqdn', 'cidr', 'world']);

/** An end that the answer does not describe. */
function unknownEnd(key: string): RowEnd {
  return { place: 'cluster', namespace: '', name: key };
}

import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { Random } from '../bench/random.ts';
import { ROOT } from './start-server.ts';

/** Server and page are projects of their own and know nothing of each other; here is what both say of an edge. */
const { FIGURE, FIGURE_COUNT } = await load<{
  readonly FIGURE: Readonly<Record<'forwarded', number>>;
  readonly FIGURE_COUNT: number;
}>('server/src/aggregate/graph-view.ts');
const { verdictOfAll } = await load<{
  readonly verdictOfAll: (members: readonly Member[], sums: Float64Array) => string;
}>('server/src/http/compare-verdict.ts');
const { sumEdges } = await load<{
  readonly sumEdges: (edges: readonly object[], windowSeconds: number) => { readonly verdict: string };
}>('web/src/view/group-graph-sum.ts');

const KINDS = ['denied', 'audited', 'l7-denied', 'not-policy'] as const;
const PAGE_KINDS: Readonly<Record<(typeof KINDS)[number], Cause_Kind>> = {
  denied: Cause_Kind.DENIED,
  audited: Cause_Kind.AUDITED,
  'l7-denied': Cause_Kind.L7_DENIED,
  'not-policy': Cause_Kind.NOT_POLICY,
};

test('[API-91] what the server compares is what the page would call it: of any figures both have one verdict', () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 4000; seed += 1) {
    const random = new Random(seed * 2_654_435_761);
    const next = (): number => random.uint32() / 2 ** 32;
    const members = Array.from({ length: 1 + Math.floor(next() * 3) }, () => drawnMember(next));
    const sums = new Float64Array(FIGURE_COUNT);
    for (const { figures } of members) figures.forEach((count, figure) => (sums[figure] += count));
    const verdict = verdictOfAll(members, sums);
    const page = sumEdges(members.map(pageEdge), 600).verdict;
    expect(verdict, `seed ${seed}`).toBe(page);
    seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
  }
  expect([...seen.keys()].toSorted()).toEqual(['audited', 'denied', 'failing', 'forwarded', 'mixed']);
});

async function load<Module>(path: string): Promise<Module> {
  return (await import(/* @vite-ignore */ `${ROOT}/apps/${path}`)) as Module;
}

interface Member {
  readonly figures: Float64Array;
  readonly causes: readonly { readonly kind: (typeof KINDS)[number]; readonly dropReason: number }[];
}

/** Most figures are none, so that every verdict comes up. */
function drawnMember(next: () => number): Member {
  const few = next() < 0.5 ? 0.04 : 0.25;
  const figures = new Float64Array(FIGURE_COUNT);
  figures[FIGURE.forwarded] = next() < 0.8 ? Math.floor(next() * 500) : 0;
  for (let figure = 0; figure < FIGURE_COUNT; figure += 1) {
    if (figure !== FIGURE.forwarded && next() < few) figures[figure] = 1 + Math.floor(next() ** 3 * 300);
  }
  const causes = KINDS.filter(() => next() < 0.2).map((kind) => ({
    kind,
    dropReason: next() < 0.5 ? 133 : 199,
    direction: 'egress' as const,
    policies: [],
    flows: 1,
    attempts: 1,
    firstSeenMs: 1000,
    lastSeenMs: 2000,
  }));
  return { figures, causes };
}

function pageEdge({ figures, causes }: Member, index: number): object {
  const named = Object.fromEntries(Object.entries(FIGURE).map(([name, place]) => [name, figures[place] ?? 0]));
  return {
    index,
    key: `${index}`,
    source: 0,
    destination: 1,
    port: 80,
    protocol: 1,
    firstSeenMs: 1000,
    lastSeenMs: 2000,
    figures: named,
    causes: causes.map((cause) => ({ ...cause, kind: PAGE_KINDS[cause.kind] })),
  };
}

import type { PolicyChange } from '../aggregate/policy-change.ts';
import { Parameters } from './parameters.ts';
import { storeAway } from './past-graph.ts';
import { RequestError } from './request-error.ts';
import { searchOf, sendJson, type Route } from './route.ts';
import { parseTimes, secondRange, timeText } from './time-range.ts';

const DEFAULT_SECONDS = 7 * 86_400;
/** The newest; a list that is longer nobody chooses from. */
const MOST_ANCHORS = 200;
/** Agents take a policy up one after the other. */
const TOGETHER_MS = 60_000;

/** `GET /api/v1/anchors?since=&until=`: when policies changed, as flows named them. */
export const anchorsRoute: Route = async (context, request, response) => {
  const parameters = new Parameters(searchOf(request), ['since', 'until']);
  const { past } = context;
  if (past === undefined)
    throw new RequestError(404, 'no_history', 'this server writes no history; start it with --store');
  const nowMs = context.clock.nowMs();
  const asked = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
  const range = secondRange(asked, nowMs, DEFAULT_SECONDS);
  const changes = await storeAway(() => past.store.readPolicyChanges(range));
  const all = anchorsOf(changes);
  sendJson(response, {
    window: { since: timeText(range.from * 1000), until: timeText(range.to * 1000) },
    left_out: Math.max(0, all.length - MOST_ANCHORS),
    anchors: all.slice(-MOST_ANCHORS).toReversed().map(anchorJson),
  });
};

/** One change of one policy, on all nodes that told of it. */
export interface Anchor {
  readonly atMs: number;
  readonly policy: string;
  readonly kind: string;
  /** Each agent counts for itself. */
  readonly nodes: readonly Pick<PolicyChange, 'node' | 'revision' | 'before'>[];
}

/** Changes of one policy that follow each other within a minute are one, at the time of the first. Oldest first. */
export function anchorsOf(changes: readonly PolicyChange[]): readonly Anchor[] {
  const anchors: { atMs: number; policy: string; kind: string; nodes: Map<string, PolicyChange> }[] = [];
  const open = new Map<string, (typeof anchors)[number] & { lastMs: number }>();
  for (const change of changes.toSorted((a, b) => a.atMs - b.atMs)) {
    const { atMs, node, policy, kind } = change;
    const key = `${kind} ${policy}`;
    let anchor = open.get(key);
    if (anchor === undefined || atMs - anchor.lastMs > TOGETHER_MS) {
      anchor = { atMs, policy, kind, nodes: new Map(), lastMs: atMs };
      anchors.push(anchor);
      open.set(key, anchor);
    }
    anchor.lastMs = atMs;
    const before = anchor.nodes.get(node)?.before ?? change.before;
    anchor.nodes.set(node, { ...change, before });
  }
  return anchors.map(({ atMs, policy, kind, nodes }) => ({
    atMs,
    policy,
    kind,
    nodes: [...nodes.values()].map(({ node, revision, before }) => ({ node, revision, before })),
  }));
}

/** `revision` and `before` are null where nodes have different ones, for each counts for itself; `before` also for a policy that was never named before. */
function anchorJson({ atMs, policy, kind, nodes }: Anchor): object {
  const one = (values: readonly number[]): number | null =>
    new Set(values).size === 1 && values[0] !== 0 ? (values[0] ?? null) : null;
  return {
    at: timeText(Math.floor(atMs)),
    policy,
    kind,
    revision: one(nodes.map(({ revision }) => revision)),
    before: one(nodes.map(({ before }) => before)),
    is_new: nodes.every(({ before }) => before === 0),
    nodes,
  };
}

import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime, countOf } from '../../base/numbers.ts';
import { inWindow, type TimeWindow } from '../../view/time-window.ts';
import type { Denial } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { FlowFact, Side } from './flow-fact.ts';
import { reasonName } from '../../view/cause-text-reason.ts';
import { reasonMeaning } from './drop-reasons.ts';
import { endPiece, gateOf } from './gate.ts';
import { proof, sideCondition, type Conditions } from './proof.ts';
import { code, fact, listed, say, words, type Piece, type Proof, type Statement } from './statement.ts';

const MOST_NODES = 3;

/** How often, at which side, from when to when and on which nodes; with its proof. */
export function seenStatement(evidence: EdgeEvidence, denial: Denial, seen: Seen): Statement {
  const { attempts, flows, facts } = denial;
  const gate = gateOf(evidence.edge, denial);
  const told = countOf(flows, 'flow');
  const counted = attempts > 0 ? `${countOf(attempts, seen.noun)} ${seen.done}` : `${told} ${seen.done}`;
  const where = gate === undefined ? [] : say` at the ${words(gate.rule)} of ${endPiece(gate.guarded)}`;
  const by = attempts > 0 && attempts !== flows ? `, told by ${told}` : '';
  return fact(
    say`${words(counted)}${where} ${words(`${timeSpan(evidence, denial)}${by}`)}${onNodes(facts)}.`,
    denialProof(evidence, denial, seen.label),
  );
}

interface Seen {
  /** What an attempt is here. */
  readonly noun: string;
  readonly done: string;
  /** What the flows are that prove it. */
  readonly label: string;
}

/** `, on node kind-worker2`, as far as kept flows tell. */
function onNodes(facts: readonly FlowFact[]): readonly Piece[] {
  const nodes = nodeNames(facts);
  if (nodes.length === 0) return [];
  return say`${words(nodes.length === 1 ? ', on node ' : ', on nodes ')}${listed(nodes.map(code), MOST_NODES)}`;
}

/** Without their cluster, if it is the same for all. */
export function nodeNames(facts: readonly FlowFact[]): readonly string[] {
  const nodes = [...new Set(facts.map(({ node }) => node).filter((node) => node !== ''))].sort();
  const clusters = new Set(nodes.map((node) => node.slice(0, node.lastIndexOf('/') + 1)));
  return clusters.size === 1 ? nodes.map((node) => node.slice(node.lastIndexOf('/') + 1)) : nodes;
}

function denialProof({ edge }: EdgeEvidence, denial: Denial, label: string): Proof {
  const conditions: Conditions = {
    verdict: [denial.kind === Cause_Kind.AUDITED ? 'AUDIT' : 'DROPPED'],
    ...(denial.kind === Cause_Kind.L7_DENIED && { type: ['l7'] }),
    ...(denial.reason > 0 && { 'drop-reason-desc': [String(denial.reason)] }),
    ...sideCondition(denial.side),
  };
  return proof(edge, label, conditions, denial.facts);
}

/** What the number says, and how it was told. */
export function reasonStatement({ reason, facts }: Denial, more: readonly Piece[] = []): Statement {
  if (reason === 0) return fact(say`The flows tell no reason.${more}`);
  const known = reasonMeaning(reason) === undefined ? 'which this page does not know' : reasonName(reason);
  const named = words(`Reason ${reason}, ${known}.`);
  const isByNumber = facts.length > 0 && facts.every(({ isReasonByNumber }) => isReasonByNumber);
  return fact(
    isByNumber ? say`${named} The agent tells the number only, as old agents do.${more}` : say`${named}${more}`,
  );
}

/** Where in Cilium's program, for whoever looks it up. */
export function placeStatements({ facts }: Denial): readonly Statement[] {
  const places = [...new Set(facts.map(({ place }) => place).filter((place) => place !== ''))].sort();
  if (places.length === 0) return [];
  return [fact(say`Dropped at ${listed(places.map(code), MOST_NODES)} of the program of the node.`)];
}

/** `at 03:09:05`, or `from 03:09:05 to 03:12:04`. Of the past nothing is counted that was before its range. */
function timeSpan({ beganMs = 0 }: EdgeEvidence, { firstSeenMs, lastSeenMs }: Denial): string {
  const [from, to] = [clockTime(Math.max(firstSeenMs, beganMs)), clockTime(lastSeenMs)];
  return from === to ? `at ${from}` : `from ${from} to ${to}`;
}

/** Policy verdicts of one side that let something through, newest first. */
export function allowances({ flows }: EdgeEvidence, side: Side): readonly FlowFact[] {
  return flows.filter(
    ({ event, verdict, side: told }) =>
      event === 'policy-verdict' && told === side && (verdict === 'FORWARDED' || verdict === 'REDIRECTED'),
  );
}

/** ` in the last 1 min`; nothing where no window is known. */
export function inTheLast(window: TimeWindow | undefined): Piece {
  return words(window === undefined ? '' : ` ${inWindow(window)}`);
}

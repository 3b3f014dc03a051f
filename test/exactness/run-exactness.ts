import { compareLedger } from '../support/compare-ledger.ts';
import { droppedSum, isConserved, readMap, readStatus, type MapJson, type StatusJson } from '../support/read-api.ts';
import { readL7, type L7Comparison } from './read-l7.ts';
import { ledgerSum, Relay } from '../support/relay-client.ts';
import type { FaultSettings, LedgerJson, RelayPlay } from '../support/relay-protocol.ts';
import { startServer } from '../support/start-server.ts';
import { waitFor } from '../support/wait-for.ts';

export interface ExactnessPlan {
  readonly scenario: RelayPlay['scenario'];
  readonly flows: number;
  readonly seed?: number;
  readonly faults?: Partial<FaultSettings>;
  /** Every text of a flow is an attack; requests and questions are then compared by edge. */
  readonly isHostile?: boolean;
  /** The relay goes away so often while flows come, by turns politely and with a reset. Agents and rings live on. */
  readonly restarts?: number;
}

export interface ExactnessResult {
  readonly scenario: string;
  readonly seed: number;
  readonly flows: number;
  readonly seconds: number;
  readonly pairs: number;
  readonly received: number;
  readonly duplicate: number;
  readonly undecodable: number;
  readonly lost: number;
  readonly restarts: number;
  /** Requests and questions that were compared, and the largest relative error of a quantile. */
  readonly requests: number;
  readonly questions: number;
  readonly quantileError: number;
  /** Every way in which the server's counts differ from what was sent, in words. */
  readonly mistakes: readonly string[];
}

const TIMEOUT_MS = 60_000;
const RESTART_DOWN_MS = 100;
/** Events per node. What was on its way when a relay went away must still be there when it is back. */
const RING = 16_383;

/** The whole server against a simulated relay that sends as fast as it is read; then every number is compared. */
export async function runExactness(plan: ExactnessPlan): Promise<ExactnessResult> {
  const seed = plan.seed ?? 1;
  const restarts = plan.restarts ?? 0;
  const { relay, address } = await Relay.playing({
    scenario: plan.scenario,
    seed,
    rate: 0,
    total: plan.flows,
    incidentAfterMs: 20_000,
    ring: RING,
    relay: { drainMs: 100 },
    isHostile: plan.isHostile ?? false,
    ...(plan.faults !== undefined && { faults: plan.faults }),
  });
  try {
    const server = await startServer(['--relay', address, '--log-level', 'warn']);
    try {
      const startMs = performance.now();
      for (let restart = 1; restart <= restarts; restart++) {
        const flows = (plan.flows * restart) / (restarts + 1);
        await waitFor('flows before a restart', async () => (await relay.state()).flows >= flows, {
          timeoutMs: TIMEOUT_MS,
          everyMs: 50,
        });
        await relay.restart({ downMs: RESTART_DOWN_MS, abrupt: restart % 2 === 0 });
      }
      await waitFor('all flows to be made', async () => (await relay.state()).flows >= plan.flows, {
        timeoutMs: TIMEOUT_MS,
        everyMs: 50,
      });
      // While a flood goes on there is always something more to send.
      await relay.fault({ lostFloodPerSecond: 0 });
      await waitFor('all flows to be sent', async () => (await relay.state()).isTotalReached, {
        timeoutMs: TIMEOUT_MS,
        everyMs: 50,
      });
      const status = await untilAllArrived(relay, server.url, restarts > 0);
      const seconds = (performance.now() - startMs) / 1000;
      const ledger = await relay.ledger();
      const map = await readMap(server.url);
      const l7: L7Comparison = await readL7(server.url, ledger, plan.isHostile);
      const mistakes = [
        ...countMistakes(ledger, map, status),
        ...arrivalMistakes(ledger, status, restarts > 0),
        ...l7.mistakes,
      ];
      const { received, duplicate, undecodable } = status.conservation;
      return {
        scenario: plan.scenario,
        seed,
        flows: ledgerSum(ledger, 'sent'),
        seconds: Number(seconds.toFixed(1)),
        pairs: map.edges.length,
        received,
        duplicate,
        undecodable,
        lost: status.lost.total,
        restarts: status.sources[0]?.reconnects ?? 0,
        requests: l7.requests,
        questions: l7.questions,
        quantileError: l7.quantileError,
        mistakes,
      };
    } finally {
      await server.stop();
    }
  } finally {
    await relay.kill();
  }
}

/** Messages follow the flows: copies, malformed ones and reports of losses. */
async function untilAllArrived(relay: Relay, url: string, isBroken: boolean): Promise<StatusJson> {
  let last = '';
  let status = await readStatus(url);
  try {
    return await waitFor(
      'the server to have it all',
      async () => {
        const ledger = await relay.ledger();
        status = await readStatus(url);
        const now = JSON.stringify([status.conservation, status.lost.total, ledger.nodes]);
        const isQuiet = now === last;
        last = now;
        return isQuiet && arrivalMistakes(ledger, status, isBroken).length === 0 ? status : undefined;
      },
      { timeoutMs: 20_000, everyMs: 250 },
    );
  } catch {
    // The comparison tells what is missing.
    return status;
  }
}

/** Where the map, or the sums of a node, are not what the ledger says. */
export function countMistakes(ledger: LedgerJson, map: MapJson, status: StatusJson): string[] {
  const mistakes = compareLedger(map.edges, ledger.pairs).map(
    ({ where, expected, found }) => `${where}: sent ${expected}, counted ${found}`,
  );
  for (const node of status.nodes) if (!isConserved(node)) mistakes.push(`${node.name}: ${JSON.stringify(node)}`);
  if (!isConserved(status.conservation)) mistakes.push(`total: ${JSON.stringify(status.conservation)}`);
  return mistakes;
}

/**
 * Where what arrived is not what was sent. After a relay went away its agents are asked for the last seconds again:
 * flows then arrive more than once, and so do lost events, which carry nothing to know them by; what was malformed or
 * a copy may have been on its way when the connection was cut.
 */
function arrivalMistakes(ledger: LedgerJson, status: StatusJson, wasCut: boolean): string[] {
  const mistakes: string[] = [];
  const expect = (what: string, sent: number, found: number, isBound = false) => {
    if (isBound ? found > sent : found !== sent) mistakes.push(`${what}: sent ${sent}, found ${found}`);
  };
  const { conservation, lost } = status;
  const nodes = new Map(status.nodes.map((node) => [node.name, node]));
  for (const [name, { sent, duplicates }] of Object.entries(ledger.nodes)) {
    const node = nodes.get(name);
    expect(`${name} counted`, sent, node?.counted ?? 0);
    if (!wasCut) expect(`${name} duplicate`, duplicates, node?.duplicate ?? 0);
  }
  expect('counted', ledgerSum(ledger, 'sent'), conservation.counted);
  expect('undecodable', ledgerSum(ledger, 'malformed'), conservation.undecodable, wasCut);
  expect('dropped', 0, droppedSum(conservation));
  if (wasCut) expect('lost, negated', -ledgerSum(ledger, 'lost'), -lost.total, true);
  else expect('lost', ledgerSum(ledger, 'lost'), lost.total);
  return mistakes;
}

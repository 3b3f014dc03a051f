import { compareLedger } from '../support/compare-ledger.ts';
import { droppedSum, isConserved, readMap, readStatus, type StatusJson } from '../support/read-api.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Load } from './load-client.ts';

/** Waits until the load has sent everything and the server has received it. */
export async function waitUntilDrained(load: Load, url: string, timeoutMs: number): Promise<StatusJson> {
  return waitFor(
    'the server to receive what was sent',
    async () => {
      const progress = await load.progress();
      if (!progress.isDone) return undefined;
      const status = await readStatus(url);
      return status.conservation.received >= progress.sent ? status : undefined;
    },
    { timeoutMs, everyMs: 50 },
  );
}

/** Every way in which the server's counts differ from what the load sent; empty when they are exact. */
export async function countMistakes(load: Load, url: string): Promise<string[]> {
  const ledger = await load.ledger();
  const [status, map] = [await readStatus(url), await readMap(url)];
  const mistakes: string[] = [];
  const isShed = droppedSum(status.conservation) > 0;
  if (isShed) {
    // Which flows were shed, and of which nodes, is not known; how many is.
    const flows = map.edges.flatMap((edge) => Object.values(edge.total_flows)).reduce((sum, count) => sum + count, 0);
    if (flows !== status.conservation.counted) mistakes.push(`the map has ${flows} flows, not those that were counted`);
  } else {
    for (const { where, expected, found } of compareLedger(map.edges, ledger.rows)) {
      mistakes.push(`${where}: sent ${expected}, counted ${found}`);
    }
  }
  const nodes = new Map(status.nodes.map((node) => [node.name, node]));
  let allSent = 0;
  for (const { name, sent, lost } of ledger.nodes) {
    const { received, lost: told } = nodes.get(name) ?? { received: 0, lost: { total: 0 } };
    allSent += sent;
    if (!isShed && received !== sent) mistakes.push(`${name}: sent ${sent}, received ${received}`);
    if (told.total !== lost) mistakes.push(`${name}: lost ${lost}, told ${told.total}`);
  }
  for (const [name, node] of nodes) if (!isConserved(node)) mistakes.push(`${name}: ${JSON.stringify(node)}`);
  if (!isConserved(status.conservation)) mistakes.push(`total: ${JSON.stringify(status.conservation)}`);
  if (status.conservation.received !== allSent)
    mistakes.push(`sent ${allSent}, received ${status.conservation.received}`);
  return mistakes;
}

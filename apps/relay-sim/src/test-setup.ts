import { Ledger, type LedgerNode } from './ledger/ledger.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
import { TestClient } from './test-client.ts';
import { SteadySource } from './test-source.ts';

const closing: (() => void | Promise<void>)[] = [];

/** Ends everything that tests started. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close();
}

export function closeLater(close: () => void | Promise<void>): void {
  closing.push(close);
}

export interface Setup extends Partial<SimulatorOptions<Ledger>> {
  readonly nodes?: number;
  readonly everyMs?: number;
  readonly padding?: number;
}

/** A simulator of numbered flows, and a client of its first address. */
export async function setup({ nodes = 3, everyMs = 1, padding = 0, ...options }: Setup): Promise<{
  readonly client: TestClient;
  readonly simulator: Simulator<Ledger>;
  readonly ledger: Ledger;
}> {
  const originMs = Date.now();
  const source = new SteadySource(nodes, everyMs, originMs, padding);
  const ledger = new Ledger(source.nodes);
  const simulator = await startSimulator({ source, originMs, ledger, ...options });
  closing.push(() => simulator.stop());
  const client = new TestClient(simulator.addresses[0] ?? '');
  closing.push(() => client.close());
  return { client, simulator, ledger };
}

/** The number in `flow-7`. */
export function numberOf(uuid: string): number {
  return Number(uuid.slice(uuid.indexOf('-') + 1));
}

/** Over all nodes. */
export function sumOf(ledger: Ledger, column: keyof LedgerNode): number {
  return Object.values(ledger.toJson().nodes).reduce((sum, node) => sum + node[column], 0);
}

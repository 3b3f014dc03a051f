import type { Workload } from '../world/party.ts';
import type { ScenarioKit } from './kit.ts';

const PORT = 8080;
/** Each of them speaks again so often, so that none leaves the window. */
const EVERY_MS = 5000;

/**
 * Workloads that nobody has seen before and that all speak for the first time at `atMs`, within a quarter of a second:
 * each is called by one workload that was there, and calls another one. They live in the namespaces that exist.
 */
export function addNewcomers(kit: ScenarioKit, residents: readonly Workload[], count: number, atMs: number): void {
  const { random } = kit.world;
  const made = Array.from({ length: count }, (_, row) => {
    const { namespace } = residents[row % residents.length];
    const workload = kit.cluster.addWorkload(namespace, `new-${String(row).padStart(4, '0')}`);
    return { workload, caller: random.pick(residents), callee: random.pick(residents) };
  });
  for (const [row, { workload, caller, callee }] of made.entries()) {
    kit.appointments.push({
      atMs: atMs + (250 * row) / count,
      everyMs: EVERY_MS,
      run: (nowMs) => {
        kit.open({ weight: 0, from: caller, to: workload, port: PORT }, nowMs);
        kit.open({ weight: 0, from: workload, to: callee, port: PORT }, nowMs + 5);
      },
    });
  }
}

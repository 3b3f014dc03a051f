import { FAULTS, runFault } from './catalogue.ts';
import { faultLine } from './finding.ts';

/** Runs the short version of a fault and says in words what did not hold; empty when all held. */
export async function brokenBy(id: string): Promise<readonly string[]> {
  const fault = FAULTS.find((one) => one.id === id);
  if (fault === undefined) throw new Error(`there is no fault ${id}`);
  const { finding, seconds } = await runFault(fault, { isLong: false });
  console.info(faultLine(fault, finding, seconds));
  return finding.broken;
}

import { Ledger } from './ledger/ledger.ts';
import { createScenario, type ScenarioName, type ScenarioOptions } from './scenarios/create-scenario.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

export interface ScenarioSimulatorOptions
  extends
    Omit<SimulatorOptions<Ledger>, 'source' | 'originMs' | 'ledger' | 'pace' | 'seed'>,
    Omit<ScenarioOptions, 'startMs' | 'rate' | 'seed'> {
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** Flows per second; 0 is as fast as the clients take them. */
  readonly rate: number;
}

/** How dense the time of a scenario is that is played as fast as the clients take it. */
const FLAT_OUT_RATE = 500;

/** A simulator that plays a scenario from now on. */
export function startScenario(options: ScenarioSimulatorOptions): Promise<Simulator<Ledger>> {
  const originMs = Date.now();
  const isFlatOut = options.rate === 0;
  const source = createScenario(options.scenario, {
    ...options,
    rate: isFlatOut ? FLAT_OUT_RATE : options.rate,
    startMs: originMs,
  });
  return startSimulator({
    ...options,
    source,
    originMs,
    ledger: new Ledger(source.nodes),
    pace: isFlatOut ? 'flat-out' : 'real-time',
  });
}

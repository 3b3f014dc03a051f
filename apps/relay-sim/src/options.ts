import { parseArgs } from 'node:util';
import type { EditionName } from './agent/edition.ts';
import { isRingCapacity } from './agent/ring.ts';
import type { ChurnPlan, RestartPlan } from './disturbances.ts';
import { FLAGS, HELP } from './flags.ts';
import { isScenarioName, SCENARIO_NAMES, type ScenarioName } from './scenarios/create-scenario.ts';

export interface CommandOptions {
  readonly host: string;
  readonly port: number;
  readonly as: 'relay' | 'agents';
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** Flows per second; 0 is as fast as the client takes them. */
  readonly rate: number;
  readonly nodes: number | undefined;
  readonly workloads: number | undefined;
  readonly namespaces: number | undefined;
  readonly edges: number | undefined;
  readonly troubleShare: number | undefined;
  readonly newcomers: number | undefined;
  readonly newcomersAfterMs: number | undefined;
  readonly incidentAfterMs: number | undefined;
  readonly jobEveryMs: number | undefined;
  readonly isHostile: boolean;
  readonly replay: { readonly file: string; readonly speed: number; readonly loop: boolean } | undefined;
  readonly total: number | undefined;
  readonly ledgerFile: string | undefined;
  /** Undefined: 4095, or what fits when there are many nodes. */
  readonly ring: number | undefined;
  readonly sortBufferLength: number;
  readonly drainMs: number;
  readonly lostStyle: 'coalesced' | 'slots';
  readonly newestUnreadable: boolean;
  readonly edition: EditionName;
  readonly duplicateShare: number;
  readonly malformedShare: number;
  readonly reorderShare: number;
  readonly reorderMs: number;
  readonly lostFloodPerSecond: number;
  readonly maxClockOffsetMs: number;
  readonly clockSkewMs: ReadonlyMap<string, number>;
  readonly restart: RestartPlan | undefined;
  readonly churn: ChurnPlan | undefined;
  readonly refusePings: boolean;
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string | undefined } | undefined;
  readonly durationMs: number | undefined;
}

export type CommandLine =
  | { readonly kind: 'run'; readonly options: CommandOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/** Reads the command line. Reports every problem, not only the first. */
export function readCommandLine(args: readonly string[]): CommandLine {
  let values: Values;
  try {
    values = parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return { kind: 'wrong', problems: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help === true) return { kind: 'help', text: HELP };
  const reader = new FlagReader();
  const options = optionsFrom(values, reader);
  return reader.problems.length > 0 ? { kind: 'wrong', problems: reader.problems } : { kind: 'run', options };
}

type Values = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'];

function optionsFrom(values: Values, read: FlagReader): CommandOptions {
  const { host, port } = read.address(values.listen ?? '127.0.0.1:4245');
  const number = (name: keyof Values, from: number, to: number) =>
    read.number(name, values[name] as string | undefined, from, to);
  const share = (name: keyof Values) => number(name, 0, 1) ?? 0;
  const ring = number('ring', 1, 65535);
  if (ring !== undefined && !isRingCapacity(ring)) read.problem(`--ring is 2^n-1, such as 4095, not ${ring}`);
  if ((values['tls-cert'] === undefined) !== (values['tls-key'] === undefined)) {
    read.problem('--tls-cert and --tls-key go together');
  }
  if (values['tls-client-ca'] !== undefined && values['tls-cert'] === undefined) {
    read.problem('--tls-client-ca needs --tls-cert and --tls-key');
  }
  const scenario = values.scenario ?? 'shop';
  if (!isScenarioName(scenario)) read.problem(`--scenario is one of ${SCENARIO_NAMES.join(', ')}, not ${scenario}`);
  const speed = number('speed', 0.001, 1000) ?? 1;
  const restartEvery = number('restart-every', 100, 86_400_000);
  const churnEvery = number('churn-every', 100, 86_400_000);
  return {
    host,
    port,
    as: read.choice('as', values.as, ['relay', 'agents'], 'relay'),
    scenario: isScenarioName(scenario) ? scenario : 'shop',
    seed: read.whole('seed', values.seed, 0, Number.MAX_SAFE_INTEGER) ?? 1,
    rate: values['flat-out'] === true ? 0 : (number('rate', 0, 1_000_000) ?? 500),
    nodes: read.whole('nodes', values.nodes, 1, 1000),
    workloads: read.whole('workloads', values.workloads, 1, 3000),
    namespaces: read.whole('namespaces', values.namespaces, 1, 1000),
    edges: read.whole('edges', values.edges, 1, 10_000),
    troubleShare: number('trouble', 0, 1),
    newcomers: read.whole('newcomers', values.newcomers, 0, 1000),
    newcomersAfterMs: read.durationMs('newcomers-after', values['newcomers-after']),
    incidentAfterMs: read.durationMs('incident-after', values['incident-after']),
    jobEveryMs: read.durationMs('job-every', values['job-every']),
    isHostile: values.hostile === true,
    replay: values.replay === undefined ? undefined : { file: values.replay, speed, loop: values.loop === true },
    total: read.whole('total', values.total, 1, 1e12),
    ledgerFile: values.ledger,
    ring,
    sortBufferLength: read.whole('sort-buffer', values['sort-buffer'], 1, 1_000_000) ?? 100,
    drainMs: number('drain-ms', 1, 3_600_000) ?? 1000,
    lostStyle: read.choice('lost-style', values['lost-style'], ['new', 'old'], 'new') === 'old' ? 'slots' : 'coalesced',
    newestUnreadable: values['newest-unreadable'] === true,
    edition: read.choice('agent-edition', values['agent-edition'], ['current', 'old', 'newer'], 'current'),
    duplicateShare: share('duplicates'),
    malformedShare: share('malformed'),
    reorderShare: share('reorder'),
    reorderMs: number('reorder-ms', 1, 600_000) ?? 200,
    lostFloodPerSecond: number('lost-flood', 0, 1_000_000) ?? 0,
    maxClockOffsetMs: number('clock-offset-ms', 0, 86_400_000) ?? 0,
    clockSkewMs: read.skews(values.skew ?? []),
    restart:
      restartEvery === undefined
        ? undefined
        : {
            everyMs: restartEvery,
            downMs: number('restart-down', 0, 3_600_000) ?? 1000,
            abrupt: values['restart-abrupt'] === true,
          },
    churn:
      churnEvery === undefined
        ? undefined
        : {
            everyMs: churnEvery,
            downMs: number('churn-down', 0, 3_600_000) ?? 1000,
            how: read.choice('churn-how', values['churn-how'], ['crash', 'leave'], 'crash'),
          },
    refusePings: values['allow-pings'] !== true,
    tls:
      values['tls-cert'] === undefined || values['tls-key'] === undefined
        ? undefined
        : { cert: values['tls-cert'], key: values['tls-key'], clientCa: values['tls-client-ca'] },
    durationMs: read.durationMs('duration', values.duration),
  };
}

/** Reads single values and collects what is wrong with them. */
class FlagReader {
  readonly problems: string[] = [];

  problem(text: string): void {
    this.problems.push(text);
  }

  number(name: string, text: string | undefined, from: number, to: number): number | undefined {
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== '' && value >= from && value <= to) return value;
    this.problem(`--${name} is a number from ${from} to ${to}, not ${JSON.stringify(text)}`);
    return undefined;
  }

  whole(name: string, text: string | undefined, from: number, to: number): number | undefined {
    const value = this.number(name, text, from, to);
    if (value === undefined || Number.isInteger(value)) return value;
    this.problem(`--${name} is a whole number, not ${text}`);
    return undefined;
  }

  choice<T extends string>(name: string, text: string | undefined, choices: readonly T[], otherwise: T): T {
    if (text === undefined) return otherwise;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    this.problem(`--${name} is one of ${choices.join(', ')}, not ${text}`);
    return otherwise;
  }

  /** `90s`, `5m`, `500ms`, or seconds. */
  durationMs(name: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
    const unitMs = UNITS_MS.get(match?.[2] ?? 's');
    if (match?.[1] !== undefined && unitMs !== undefined) return Number(match[1]) * unitMs;
    this.problem(`--${name} is a time such as 90s, 5m or 500ms, not ${JSON.stringify(text)}`);
    return undefined;
  }

  address(text: string): { readonly host: string; readonly port: number } {
    const match = /^\[?([^[\]]*?)\]?:(\d+)$/.exec(text);
    const port = Number(match?.[2]);
    if (match !== null && port <= 65535) return { host: match[1] === '' ? '0.0.0.0' : (match[1] ?? ''), port };
    this.problem(`--listen is host:port, not ${JSON.stringify(text)}`);
    return { host: '127.0.0.1', port: 0 };
  }

  skews(texts: readonly string[]): ReadonlyMap<string, number> {
    const skews = new Map<string, number>();
    for (const text of texts) {
      const at = text.lastIndexOf('=');
      const value = Number(text.slice(at + 1));
      if (at > 0 && text.length > at + 1 && Number.isFinite(value)) skews.set(text.slice(0, at), value);
      else this.problem(`--skew is NODE=MILLISECONDS, not ${JSON.stringify(text)}`);
    }
    return skews;
  }
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

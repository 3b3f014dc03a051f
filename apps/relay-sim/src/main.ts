import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { churnNodes, restartRelay } from './disturbances.ts';
import { Ledger } from './ledger/ledger.ts';
import { readCommandLine, type CommandOptions } from './options.ts';
import { openRecordingFile } from './replay/recording.ts';
import type { EventSource } from './sim-event.ts';
import { startSimulator, type Simulator } from './simulator.ts';
import { startScenario } from './start-scenario.ts';

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args);
  switch (line.kind) {
    case 'help':
      process.stdout.write(line.text);
      return;
    case 'wrong':
      for (const problem of line.problems) process.stderr.write(`relay-sim: ${problem}\n`);
      process.exitCode = 2;
      return;
    case 'run':
      try {
        await run(line.options);
      } catch (error) {
        process.stderr.write(`relay-sim: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
  }
}

async function run(options: CommandOptions): Promise<void> {
  const simulator = await start(options);
  process.stdout.write(`${banner(options, simulator)}\n`);
  await runUntilStopped(options, simulator);
}

function start(options: CommandOptions): Promise<Simulator<Ledger>> {
  const { replay, total, ring, lostStyle, newestUnreadable, sortBufferLength, drainMs } = options;
  const common = {
    host: options.host,
    port: options.port,
    as: options.as,
    total,
    ring,
    relay: { sortBufferLength, drainMs },
    reading: { lostStyle, newestUnreadable },
    editions: new Map([['all', options.edition]]),
    faults: {
      duplicateShare: options.duplicateShare,
      malformedShare: options.malformedShare,
      reorderShare: options.reorderShare,
      reorderMs: options.reorderMs,
      lostFloodPerSecond: options.lostFloodPerSecond,
      clockSkewMs: options.clockSkewMs,
    },
    refusePings: options.refusePings,
    tls: options.tls === undefined ? undefined : tlsFrom(options.tls),
    seed: options.seed,
  };
  if (replay !== undefined) {
    const originMs = Date.now();
    const source = recordingFrom(replay, originMs, options.seed);
    const pace = options.rate === 0 ? 'flat-out' : 'real-time';
    return startSimulator({ ...common, pace, source, originMs, ledger: new Ledger(source.nodes) });
  }
  const { scenario, rate, nodes, workloads, namespaces, edges, troubleShare, newcomers, newcomersAfterMs } = options;
  const { incidentAfterMs, jobEveryMs, maxClockOffsetMs, isHostile } = options;
  return startScenario({
    ...common,
    scenario,
    rate,
    maxClockOffsetMs,
    isHostile,
    ...(nodes !== undefined && { nodes }),
    ...(workloads !== undefined && { workloads }),
    ...(namespaces !== undefined && { namespaces }),
    ...(edges !== undefined && { edges }),
    ...(troubleShare !== undefined && { troubleShare }),
    ...(newcomers !== undefined && { newcomers }),
    ...(newcomersAfterMs !== undefined && { newcomersAfterMs }),
    ...(incidentAfterMs !== undefined && { incidentAfterMs }),
    ...(jobEveryMs !== undefined && { jobEveryMs }),
  });
}

function recordingFrom(replay: NonNullable<CommandOptions['replay']>, startMs: number, seed: number): EventSource {
  const { file, speed, loop } = replay;
  const recording = openRecordingFile(file, { startMs, speed, loop, seed });
  const { badLines, firstBad } = recording.report;
  for (const { line, reason } of firstBad) process.stderr.write(`relay-sim: ${file}:${line}: ${reason}\n`);
  if (badLines > 0) process.stderr.write(`relay-sim: ${badLines} lines of ${file} cannot be read\n`);
  return recording;
}

function tlsFrom(files: NonNullable<CommandOptions['tls']>) {
  return {
    cert: readFileSync(files.cert),
    key: readFileSync(files.key),
    clientCa: files.clientCa === undefined ? undefined : readFileSync(files.clientCa),
  };
}

function banner(options: CommandOptions, simulator: Simulator<Ledger>): string {
  const what = options.replay === undefined ? `scenario ${options.scenario}` : `replay of ${options.replay.file}`;
  const rate = options.rate === 0 ? 'flat out' : `${options.rate} flows/s`;
  const pace = options.replay === undefined ? rate : `speed ${options.replay.speed}`;
  const count = simulator.nodes.length;
  const nodes = `${count} ${count === 1 ? 'node' : 'nodes'}`;
  return `relay-sim: ${what}, seed ${options.seed}, ${nodes}, ${pace} on ${simulator.addresses.join(' ')}`;
}

async function runUntilStopped(options: CommandOptions, simulator: Simulator<Ledger>): Promise<void> {
  const writeLedger = () => {
    if (options.ledgerFile === undefined) return;
    writeFileSync(options.ledgerFile, `${JSON.stringify(simulator.ledger.toJson())}\n`);
  };
  process.on('SIGUSR1', writeLedger);
  void simulator.whenTotalReached().then(() => {
    writeLedger();
    process.stdout.write(`relay-sim: ${simulator.flows} flows sent\n`);
  });
  const stopping = new AbortController();
  const { restart, churn } = options;
  const disturbing = Promise.all([
    restart === undefined ? undefined : restartRelay(simulator, restart, stopping.signal),
    churn === undefined ? undefined : churnNodes(simulator, churn, stopping.signal),
  ]);
  await new Promise<void>((resolve, reject) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    if (options.durationMs !== undefined) void setTimeout(options.durationMs, undefined, { ref: false }).then(resolve);
    disturbing.catch(reject);
  });
  stopping.abort();
  await simulator.stop();
  await disturbing;
  writeLedger();
}

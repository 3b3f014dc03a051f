import { readFileSync } from 'node:fs';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { parseRecordingLine } from '@orrery/flow/recording-line';
import type { Flow, LostEvent } from '@orrery/proto/flow/flow_pb';
import type { EventSource, SimEvent, SimNode, Truth } from '../sim-event.ts';
import { AGENT_VERSION, stampMs, timestampOf } from '../world/flow-parts.ts';
import { Random } from '../world/random.ts';
import { flowTruth } from './flow-truth.ts';

export interface RecordingOptions {
  /** The time that the earliest event gets; all others keep their distance. */
  readonly startMs: number;
  /** 2 plays twice as fast. */
  readonly speed?: number;
  /** Starts again at the end, for ever. Later rounds have uuids of their own. */
  readonly loop?: boolean;
  /** For the uuids of later rounds. */
  readonly seed?: number;
}

export interface BadLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/** Lines that could not be read: all are counted, the first hundred described. */
export interface RecordingReport {
  readonly lines: number;
  readonly flows: number;
  readonly lostEvents: number;
  readonly badLines: number;
  readonly firstBad: readonly BadLine[];
}

export interface Recording extends EventSource {
  readonly report: RecordingReport;
}

/** Reads a whole file; its size is the bound. */
export function openRecordingFile(path: string, options: RecordingOptions): Recording {
  return openRecording(readFileSync(path, 'utf8').split('\n'), options);
}

/** Plays recorded lines as if they happened from `startMs` on. An empty recording plays nothing. */
export function openRecording(lines: Iterable<string>, options: RecordingOptions): Recording {
  const speed = options.speed ?? 1;
  if (!(speed > 0)) throw new RangeError(`a speed must be above 0, not ${speed}`);
  const { entries, nodes, report } = readLines(lines);
  return new Replay(entries, nodes, report, { ...options, speed });
}

type Entry = { readonly node: number; readonly timeMs: number } & (
  | { readonly kind: 'flow'; readonly flow: Flow; readonly truth: Truth }
  | { readonly kind: 'lost'; readonly lost: LostEvent }
);

function readLines(lines: Iterable<string>): { entries: Entry[]; nodes: SimNode[]; report: RecordingReport } {
  const entries: Entry[] = [];
  const rows = new Map<string, number>();
  const nodes: SimNode[] = [];
  const firstBad: BadLine[] = [];
  let lineNumber = 0;
  let filledLines = 0;
  let flows = 0;
  let badLines = 0;

  const rowOf = (name: string, labels: readonly string[]): number => {
    let row = rows.get(name);
    if (row === undefined) {
      row = nodes.length;
      rows.set(name, row);
      nodes.push({ name, labels, clockOffsetMs: 0, version: AGENT_VERSION });
    }
    return row;
  };

  for (const text of lines) {
    lineNumber++;
    if (text.trim() === '') continue;
    filledLines++;
    const line = parseRecordingLine(text);
    switch (line.kind) {
      case 'flow': {
        const { flow, timeMs, nodeName } = line;
        entries.push({ kind: 'flow', node: rowOf(nodeName, flow.nodeLabels), timeMs, flow, truth: flowTruth(flow) });
        flows++;
        break;
      }
      case 'lost':
        entries.push({ kind: 'lost', node: rowOf(line.nodeName, []), timeMs: line.timeMs, lost: line.lost });
        break;
      case 'passed-over':
        break;
      case 'bad':
        badLines++;
        if (firstBad.length < MAX_DESCRIBED) firstBad.push({ line: lineNumber, reason: line.reason });
        break;
    }
  }
  entries.sort((a, b) => a.timeMs - b.timeMs);
  const report = { lines: filledLines, flows, lostEvents: entries.length - flows, badLines, firstBad };
  return { entries, nodes, report };
}

class Replay implements Recording {
  readonly nodes: readonly SimNode[];
  readonly report: RecordingReport;
  readonly #entries: readonly Entry[];
  readonly #random: Random;
  readonly #speed: number;
  readonly #loop: boolean;
  readonly #startMs: number;
  readonly #firstMs: number;
  /** One round, at recorded speed, with a pause before it begins again. */
  readonly #roundMs: number;
  #round = 0;
  #next = 0;

  constructor(
    entries: readonly Entry[],
    nodes: readonly SimNode[],
    report: RecordingReport,
    options: RecordingOptions & { readonly speed: number },
  ) {
    this.nodes = nodes;
    this.report = report;
    this.#entries = entries;
    this.#random = new Random(options.seed ?? 1);
    this.#speed = options.speed;
    this.#loop = options.loop ?? false;
    this.#startMs = options.startMs;
    this.#firstMs = entries[0]?.timeMs ?? 0;
    this.#roundMs = (entries.at(-1)?.timeMs ?? 0) - this.#firstMs + PAUSE_BETWEEN_ROUNDS_MS;
  }

  *advance(untilMs: number): Iterable<SimEvent> {
    for (;;) {
      const entry = this.#entries[this.#next];
      if (entry === undefined) {
        if (!this.#loop || this.#entries.length === 0) return;
        this.#next = 0;
        this.#round++;
        continue;
      }
      const timeMs = this.#shift(entry.timeMs);
      if (timeMs >= untilMs) return;
      this.#next++;
      yield this.#event(entry, timeMs);
    }
  }

  #event(entry: Entry, timeMs: number): SimEvent {
    const { node } = entry;
    if (entry.kind === 'lost') {
      const { first, last } = entry.lost;
      const lost = { ...entry.lost, first: this.#shiftStamp(first), last: this.#shiftStamp(last) };
      return { kind: 'lost', node, timeMs, lost };
    }
    const uuid = this.#round === 0 ? entry.flow.uuid : this.#random.uuid();
    return { kind: 'flow', node, timeMs, flow: { ...entry.flow, time: timestampOf(timeMs), uuid }, truth: entry.truth };
  }

  #shift(recordedMs: number): number {
    return this.#startMs + (recordedMs - this.#firstMs + this.#round * this.#roundMs) / this.#speed;
  }

  #shiftStamp(stamp: Timestamp | undefined): Timestamp | undefined {
    return stamp === undefined ? undefined : timestampOf(this.#shift(stampMs(stamp)));
  }
}

const PAUSE_BETWEEN_ROUNDS_MS = 1000;
const MAX_DESCRIBED = 100;

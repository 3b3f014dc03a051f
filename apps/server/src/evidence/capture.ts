import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { parseRecordingLine, type RecordingLine } from '@orrery/flow/recording-line';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { basename } from 'node:path';
import { indexCapture, LineReader, type BadLine } from './capture-index.ts';
import { Breath } from './breath.ts';

/** What a recording turned out to hold. Times are of its flows. */
export interface CaptureReport {
  readonly file: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly flows: number;
  readonly lostEvents: number;
  readonly badLines: number;
  readonly firstBad: BadLine | undefined;
  /** Lines past the bound, which were not read. */
  readonly leftOut: number;
}

/** Whole buckets of the history, so that nothing of the recording is outside of them. */
export function captureBounds({ fromMs, toMs }: CaptureReport): { readonly fromMs: number; readonly toMs: number } {
  const floor = (ms: number): number => Math.floor(ms / BUCKET_MS) * BUCKET_MS;
  return { fromMs: floor(fromMs), toMs: floor(toMs) + BUCKET_MS };
}

const BUCKET_MS = 10_000;

/** A message as a relay would have sent it. */
export interface CaptureMessage {
  readonly timeMs: number;
  readonly bytes: Uint8Array;
}

/** There is nothing in the file that could be shown; the message says why. */
export class NothingReadableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NothingReadableError';
  }
}

/**
 * Reads what `hubble observe -o json` printed, in either of its shapes, and hands it over in the order of time, waiting
 * for each. Lines that are not understood are counted.
 */
export async function readCapture(
  path: string,
  take: (message: CaptureMessage) => Promise<void> | undefined,
  signal: AbortSignal,
): Promise<CaptureReport> {
  const index = await indexCapture(path, signal);
  const reader = new LineReader(path);
  const breath = new Breath();
  let { badLines, firstBad } = index;
  let [flows, lostEvents, fromMs, toMs] = [0, 0, 0, 0];
  try {
    for (const place of index.lines) {
      await breath.take();
      signal.throwIfAborted();
      const line = parseRecordingLine(reader.read(place));
      if (line.kind === 'bad') {
        badLines += 1;
        firstBad =
          firstBad === undefined || place.line < firstBad.line ? { line: place.line, reason: line.reason } : firstBad;
      } else if (line.kind !== 'passed-over') {
        if (line.kind === 'flow') {
          if (flows === 0) fromMs = line.timeMs;
          toMs = line.timeMs;
          flows += 1;
        } else lostEvents += Number(line.lost.numEventsLost);
        const taken = take({ timeMs: line.timeMs, bytes: bytesOf(line) });
        if (taken !== undefined) await taken;
      }
    }
  } finally {
    reader.close();
  }
  if (flows === 0) throw new NothingReadableError(reasonOf(basename(path), index.lines.length, badLines, firstBad));
  return { file: path, fromMs, toMs, flows, lostEvents, badLines, firstBad, leftOut: index.leftOut };
}

function bytesOf(line: Extract<RecordingLine, { kind: 'flow' | 'lost' }>): Uint8Array {
  const { nodeName, timeMs } = line;
  const told: MessageInitShape<typeof GetFlowsResponseSchema>['responseTypes'] =
    line.kind === 'flow' ? { case: 'flow', value: line.flow } : { case: 'lostEvents', value: line.lost };
  const time = line.kind === 'flow' ? line.flow.time : undefined;
  const init = { nodeName, time: time ?? timestampFromMs(timeMs), responseTypes: told };
  return toBinary(GetFlowsResponseSchema, create(GetFlowsResponseSchema, init));
}

function reasonOf(file: string, lines: number, badLines: number, firstBad: BadLine | undefined): string {
  if (firstBad === undefined) return `${file} holds no flows${lines === 0 ? ': it is empty' : ''}`;
  return `${file} holds no flows that can be read: ${badLines === 1 ? '1 line is' : `${badLines} lines are`} not understood, the first is line ${firstBad.line}: ${firstBad.reason}`;
}

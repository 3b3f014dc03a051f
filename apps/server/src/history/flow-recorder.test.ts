import { expect, test } from 'vitest';
import type { RawView } from '../aggregate/graph-view.ts';
import type { TableRows } from './batch.ts';
import { FlowRecorder } from './flow-recorder.ts';
import { graphOfRows } from './graph-of-rows.ts';
import type { Gap } from './past-store.ts';

const T = 1_790_000_000;

function setup() {
  const picked: number[] = [];
  const skipped: number[] = [];
  const gaps: Gap[] = [];
  const raw: RawView = {
    // oxlint-disable-next-line require-yield
    *pick(endMs) {
      picked.push(endMs / 1000 - T);
      const flow = { edge: 0, edgeSerial: 1, timeMs: endMs - 1, oneIn: 1, bytes: Uint8Array.of(1) };
      const flows = [
        { ...flow, verdict: 2, kept: 'evidence' as const },
        { ...flow, verdict: 1, kept: 'sample' as const },
      ];
      return { flows, overCap: 3, sample: 1, sampleOf: 9, tooLarge: 0 };
    },
    skip: (endMs) => void skipped.push(endMs / 1000 - T),
  };
  const graph = graphOfRows([], [], [], { from: T, to: T + 10 });
  const recorder = new FlowRecorder({ graph, raw, onGap: (gap) => gaps.push(gap) });
  const record = (at: number, isDiskLow: boolean): readonly TableRows[] => {
    const steps = recorder.record({ from: T + at, to: T + at + 10, notBeforeMs: 0, isDiskLow });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  };
  const stretches = (): string[] =>
    gaps.map(({ what, fromMs, toMs }) => `${what} ${fromMs / 1000 - T}-${toMs / 1000 - T}`);
  return { recorder, record, picked, skipped, stretches };
}

test('[HIST-42] while the disk is low no single flows are written, and a gap tells from when to when', () => {
  const { recorder, record, picked, skipped, stretches } = setup();
  expect(record(0, false).map(({ table }) => table)).toEqual(['flows', 'flow_counts']);
  for (let at = 10; at < 900; at += 10) expect(record(at, true)).toEqual([]);
  expect(recorder.status().flows_stopped_since).toBe(new Date((T + 10) * 1000).toISOString());
  expect(stretches()).toEqual(['no-flows 10-20', 'no-flows 20-620']);
  expect(record(900, false)).not.toEqual([]);
  expect(stretches()).toEqual(['no-flows 10-20', 'no-flows 20-620', 'no-flows 620-900']);
  expect(recorder.status()).toEqual({
    evidence_flows: 2,
    sampled_flows: 2,
    over_cap_flows: 6,
    flows_stopped_since: null,
  });
  expect([picked, skipped.length, skipped.at(-1)]).toEqual([[10, 910], 89, 900]);
});

test('[HIST-42] a flow of an edge that was folded since is written without the name of one', () => {
  const [flows] = setup().record(0, false);
  const [first] = (flows?.lines ?? '').split('\n');
  expect(JSON.parse(first ?? '')).toEqual([(T + 10) * 1000 - 1, T, 0, '', '', 0, 0, 2, 'evidence', 1, '\u0001']);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toJson } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type Flow, FlowSchema, LostEventSource } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import { createScenario } from '../scenarios/create-scenario.ts';
import type { SimEvent } from '../sim-event.ts';
import { openRecording, openRecordingFile, type Recording } from './recording.ts';

const RECORDED_MS = Date.UTC(2026, 10, 20, 9, 30);
const START_MS = Date.UTC(2027, 0, 1);

test('[SIM-22] both shapes of hubble observe give the same flows', () => {
  const { flows } = record();
  const envelopes = openRecording(flows.map(envelopeLine), { startMs: START_MS });
  const bare = openRecording(flows.map(bareLine), { startMs: START_MS });
  expect(envelopes.report).toEqual({
    lines: flows.length,
    flows: flows.length,
    lostEvents: 0,
    badLines: 0,
    firstBad: [],
  });
  expect(played(bare, 60_000)).toEqual(played(envelopes, 60_000));
});

test('[SIM-22] what is played is what was recorded, but for the time', () => {
  const { flows, events } = record();
  const replayed = played(openRecording(flows.map(envelopeLine), { startMs: START_MS }), 60_000);
  expect(replayed).toHaveLength(events.length);
  for (const [row, event] of replayed.entries()) {
    const original = events[row];
    if (event.kind !== 'flow') throw new Error('not a flow');
    expect({ ...event.flow, time: undefined }).toEqual(create(FlowSchema, { ...original.flow, time: undefined }));
    expect(event.truth).toEqual({ ...original.truth, l7: undefined });
    expect(event.timeMs - START_MS).toBeCloseTo(original.timeMs - events[0].timeMs, 1);
  }
});

test('[SIM-22] bad lines are counted with their numbers, empty lines and statuses passed over', () => {
  const { flows } = record();
  const recording = openRecording(
    [
      envelopeLine(flows[0]),
      '\u001b[31m{"flow":',
      '',
      '[]',
      '{"flow":{"uuid":"no time"}}',
      '{"flow":{"time":"2026-11-20T09:30:00Z","verdict":7.5}}',
      '{"node_status":{"state_change":"NODE_CONNECTED","node_names":["a"]},"time":"2026-11-20T09:30:00Z"}',
      'null',
      envelopeLine(flows[1]),
    ],
    { startMs: START_MS },
  );
  expect(recording.report).toMatchObject({ lines: 8, flows: 2, badLines: 5 });
  expect(recording.report.firstBad.map(({ line }) => line)).toEqual([2, 4, 5, 6, 8]);
  for (const { reason } of recording.report.firstBad) expect(reason).toMatch(/^[\x20-\x7e]+$/);
  expect(played(recording, 60_000)).toHaveLength(2);
});

test('[SIM-22] fields that the schema does not know are left out', () => {
  const { flows } = record();
  const json = JSON.parse(envelopeLine(flows[0])) as { flow: Record<string, unknown> };
  json.flow['ext_error'] = 4;
  json.flow['source_node_labels'] = ['zone=a'];
  const recording = openRecording([JSON.stringify({ ...json, novelty: {} })], { startMs: START_MS });
  expect(recording.report).toMatchObject({ flows: 1, badLines: 0 });
});

test('[SIM-22] lost events are played too', () => {
  const response = create(GetFlowsResponseSchema, {
    nodeName: 'kind-kind/kind-worker',
    time: timestampFromDate(new Date(RECORDED_MS + 1000)),
    responseTypes: {
      case: 'lostEvents',
      value: {
        source: LostEventSource.HUBBLE_RING_BUFFER,
        numEventsLost: 1843n,
        first: timestampFromDate(new Date(RECORDED_MS)),
      },
    },
  });
  const line = JSON.stringify(toJson(GetFlowsResponseSchema, response, { useProtoFieldName: true }));
  const [event] = played(openRecording([line], { startMs: START_MS }), 60_000);
  if (event?.kind !== 'lost') throw new Error('not lost events');
  expect(event.timeMs).toBe(START_MS);
  expect(event.lost.numEventsLost).toBe(1843n);
  expect(event.lost.first?.seconds).toBe(BigInt(START_MS / 1000 - 1));
});

test('[SIM-23] a recording plays from its start at its speed, and ends', () => {
  const { flows, spanMs } = record();
  const recording = openRecording(flows.toReversed().map(envelopeLine), { startMs: START_MS, speed: 4 });
  const events = played(recording, 600_000);
  expect(events).toHaveLength(flows.length);
  expect(events[0].timeMs).toBe(START_MS);
  expect(events.at(-1)!.timeMs - START_MS).toBeCloseTo(spanMs / 4, 0);
  expect(events.every(({ timeMs }, row) => row === 0 || timeMs >= events[row - 1].timeMs)).toBe(true);
  expect(played(recording, 900_000)).toEqual([]);
});

test('[SIM-23] each further round has new uuids and times', () => {
  const { flows, spanMs } = record();
  const recording = openRecording(flows.map(envelopeLine), { startMs: START_MS, loop: true });
  const roundMs = spanMs + 1000;
  const events = played(recording, 3 * roundMs - 1);
  expect(events).toHaveLength(3 * flows.length);
  const uuids = events.map((event) => (event.kind === 'flow' ? event.flow.uuid : ''));
  expect(uuids.slice(0, flows.length)).toEqual(flows.map(({ uuid }) => uuid));
  expect(new Set(uuids).size).toBe(uuids.length);
  expect(events[flows.length].timeMs - START_MS).toBeCloseTo(roundMs, 0);
});

test('[SIM-23] an empty recording plays nothing, even in a loop', () => {
  expect(played(openRecording(['', ' '], { startMs: START_MS, loop: true }), 60_000)).toEqual([]);
});

test('[SIM-22] a file is read', () => {
  const { flows } = record();
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    const path = join(folder, 'flows.jsonl');
    writeFileSync(path, `${flows.map(envelopeLine).join('\r\n')}\n`);
    expect(openRecordingFile(path, { startMs: START_MS }).report).toMatchObject({ flows: flows.length, badLines: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Some flows of every kind, from a scenario. */
function record() {
  const source = createScenario('incident', { seed: 4, rate: 200, startMs: RECORDED_MS, incidentAfterMs: 1000 });
  const events = [...source.advance(RECORDED_MS + 4000)].filter((event) => event.kind === 'flow');
  const flows = events.map(({ flow }) => flow);
  return { events, flows, spanMs: events.at(-1)!.timeMs - events[0].timeMs };
}

function played(recording: Recording, lastMs: number): SimEvent[] {
  return [...recording.advance(START_MS + lastMs)];
}

function envelopeLine(flow: Flow): string {
  const response = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'flow', value: flow },
    nodeName: flow.nodeName,
    time: flow.time!,
  });
  return JSON.stringify(toJson(GetFlowsResponseSchema, response, { useProtoFieldName: true }));
}

function bareLine(flow: Flow): string {
  return JSON.stringify(toJson(FlowSchema, flow, { useProtoFieldName: true }));
}

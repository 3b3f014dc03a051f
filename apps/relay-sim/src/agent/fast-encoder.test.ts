import { create, toBinary } from '@bufbuild/protobuf';
import { FlowSchema, LostEventSchema, type DropReason, type Verdict } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema, ServerStatusResponseSchema } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import { createScenario, SCENARIO_NAMES } from '../scenarios/create-scenario.ts';
import { fastEncoder } from './fast-encoder.ts';

test.each(SCENARIO_NAMES.map((name) => [name]))(
  '[SIM-72] flows of scenario %s are encoded as toBinary does',
  (name) => {
    const encode = fastEncoder(FlowSchema);
    const source = createScenario(name, { seed: 7, rate: 500, startMs: 0, incidentAfterMs: 1000, isHostile: true });
    const flows = [...source.advance(4000)].flatMap((event) => (event.kind === 'flow' ? [event.flow] : []));
    const others = flows.filter((flow) => Buffer.compare(encode(flow), toBinary(FlowSchema, flow)) !== 0);
    expect(others).toEqual([]);
    expect(flows.length).toBeGreaterThan(500);
  },
);

test('[SIM-72] numbers, texts and members of every size are encoded as toBinary does', () => {
  const flow = create(FlowSchema, {
    time: { seconds: -62135596800n, nanos: 999_999_999 },
    verdict: 300 as Verdict,
    dropReasonDesc: -1 as DropReason,
    socketCookie: 18446744073709551615n,
    cgroupId: 9007199254740993n,
    isReply: false,
    sourceNames: ['', 'ä'.repeat(70), '🦀'.repeat(9000)],
    l4: { protocol: { case: 'ICMPv4', value: {} } },
    l7: { record: { case: 'http', value: { headers: [{}, { key: 'a' }] } } },
    extensions: { typeUrl: 'x', value: new Uint8Array([1, 2, 3]) },
    egressDeniedBy: [{}, { revision: 1n << 53n }],
  });
  expect(Buffer.from(fastEncoder(FlowSchema)(flow))).toEqual(Buffer.from(toBinary(FlowSchema, flow)));
  const lost = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'lostEvents', value: create(LostEventSchema, { cpu: 0, numEventsLost: 1n }) },
  });
  expect(Buffer.from(fastEncoder(GetFlowsResponseSchema)(lost))).toEqual(
    Buffer.from(toBinary(GetFlowsResponseSchema, lost)),
  );
  const answer = create(ServerStatusResponseSchema, { flowsRate: 0.25, numConnectedNodes: 0 });
  expect(Buffer.from(fastEncoder(ServerStatusResponseSchema)(answer))).toEqual(
    Buffer.from(toBinary(ServerStatusResponseSchema, answer)),
  );
});

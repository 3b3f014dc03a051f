import { create } from '@bufbuild/protobuf';
import { EndpointSchema, FlowSchema, Layer4Schema, UDPSchema, Verdict } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { compileFieldMask } from './field-mask.ts';

const flow = create(FlowSchema, {
  time: { seconds: 5n },
  uuid: 'u',
  verdict: Verdict.AUDIT,
  isReply: false,
  nodeName: 'n',
  source: create(EndpointSchema, { identity: 7, labels: ['k8s:a=b'], podName: 'p' }),
  l4: create(Layer4Schema, { protocol: { case: 'UDP', value: create(UDPSchema, { destinationPort: 53 }) } }),
});

test('[SIM-43] a field mask keeps the named fields and nothing else', () => {
  const masked = compileFieldMask(['uuid', 'is_reply', 'source.identity', 'source.labels', 'l4'])(flow);
  expect(masked).toEqual(
    create(FlowSchema, {
      uuid: 'u',
      isReply: false,
      source: create(EndpointSchema, { identity: 7, labels: ['k8s:a=b'] }),
      l4: flow.l4,
    }),
  );
});

test('[SIM-43] a path and a part of it keep the whole, in either order', () => {
  expect(compileFieldMask(['source', 'source.identity'])(flow).source).toEqual(flow.source);
  expect(compileFieldMask(['source.identity', 'source'])(flow).source).toEqual(flow.source);
});

test('[SIM-43] a part of a message that is not there makes an empty one, even in a oneof that has another member', () => {
  const masked = compileFieldMask(['destination.pod_name', 'l4.TCP.flags'])(flow);
  expect(masked.destination).toEqual(create(EndpointSchema));
  expect(masked.l4?.protocol.case).toBe('TCP');
});

test.each([['source.id'], ['ip'], ['source_names.x'], ['uuid.x'], [''], ['source.']])(
  '[SIM-43] the path %j is an invalid fieldmask',
  (path) => {
    expect(() => compileFieldMask([path])).toThrow('invalid fieldmask');
  },
);

import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { Verdict, type Flow } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema, type GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { FlowBatchSchema, type FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';

/** 2026-11-20, noon. */
export const NOON_MS = Date.UTC(2026, 10, 20, 12);

/**
 * Responses from a drawing, one a line, the time in seconds after noon:
 *
 *     10.250 shop/cart-1:40000 -> data/redis-0:6379 DROPPED
 */
export function drawnResponses(drawing: string): readonly GetFlowsResponse[] {
  return drawing
    .trim()
    .split('\n')
    .map((line, i) => {
      const [seconds = '', source = '', , destination = '', verdict = ''] = line.trim().split(/\s+/);
      const timeMs = NOON_MS + Math.round(Number(seconds) * 1000);
      const [from, to] = [drawnEnd(source), drawnEnd(destination)];
      return create(GetFlowsResponseSchema, {
        responseTypes: {
          case: 'flow',
          value: {
            uuid: `id-${i + 1}`,
            time: { seconds: BigInt(Math.floor(timeMs / 1000)), nanos: (timeMs % 1000) * 1e6 },
            verdict: Verdict[verdict as keyof typeof Verdict],
            source: from.endpoint,
            destination: to.endpoint,
            l4: { protocol: { case: 'TCP', value: { sourcePort: from.port, destinationPort: to.port } } },
          },
        },
      });
    });
}

function drawnEnd(text: string) {
  const [place = '', port = '0'] = text.split(':');
  const [namespace = '', podName = ''] = place.split('/');
  return { endpoint: { namespace, podName, identity: 1000 }, port: Number(port) };
}

export function bytesOf(response: GetFlowsResponse): Uint8Array {
  return toBinary(GetFlowsResponseSchema, response);
}

/** The flow of a drawn response. */
export function flowOf(response: GetFlowsResponse | undefined): Flow {
  if (response?.responseTypes.case !== 'flow') throw new Error('no flow was drawn');
  return response.responseTypes.value;
}

/** A batch of these responses, numbered from `first` on. */
export function drawnBatch(
  responses: readonly GetFlowsResponse[],
  first: number,
  more: MessageInitShape<typeof FlowBatchSchema> = {},
): FlowBatch {
  return create(FlowBatchSchema, {
    flows: responses.map((response, i) => ({ number: first + i, response: bytesOf(response) })),
    sampledOneIn: 1,
    epoch: 1,
    lookedAt: first + responses.length - 1,
    ...more,
  });
}

import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import {
  EndpointSchema,
  FlowSchema,
  FlowType,
  IPSchema,
  Layer4Schema,
  TCPSchema,
  Verdict,
} from '@orrery/proto/flow/flow_pb';
import type { EventSource, SimEvent, SimNode } from './sim-event.ts';

/** A steady source for tests: one flow every `everyMs`, node after node, numbered in the uuid. */
export class SteadySource implements EventSource {
  readonly nodes: readonly SimNode[];
  readonly #everyMs: number;
  readonly #policyLog: string[];
  #nextMs: number;
  #count = 0;

  /** Every flow is made larger by `padding` bytes. */
  constructor(nodes: number, everyMs: number, startMs: number, padding = 0) {
    this.#policyLog = padding === 0 ? [] : ['x'.repeat(padding)];
    this.nodes = Array.from({ length: nodes }, (_, row) => ({
      name: `kind/node-${row}`,
      labels: [],
      clockOffsetMs: 0,
      version: 'v1.19.4',
    }));
    this.#everyMs = everyMs;
    this.#nextMs = startMs;
  }

  *advance(untilMs: number): Iterable<SimEvent> {
    for (; this.#nextMs < untilMs; this.#nextMs += this.#everyMs) yield this.#event(this.#nextMs);
  }

  #event(timeMs: number): SimEvent {
    const number = this.#count++;
    const node = number % this.nodes.length;
    const flow = create(FlowSchema, {
      time: timestampFromMs(Math.floor(timeMs)),
      policyLog: this.#policyLog,
      uuid: `flow-${number}`,
      nodeName: this.nodes[node]?.name ?? '',
      verdict: number % 10 === 0 ? Verdict.DROPPED : Verdict.FORWARDED,
      Type: FlowType.L3_L4,
      IP: create(IPSchema, { source: '10.0.0.1', destination: '10.0.0.2', ipVersion: 1 }),
      l4: create(Layer4Schema, {
        protocol: { case: 'TCP', value: create(TCPSchema, { sourcePort: 40000, destinationPort: 80 }) },
      }),
      source: create(EndpointSchema, { identity: 1000, namespace: 'shop', podName: 'a-1', clusterName: 'kind' }),
      destination: create(EndpointSchema, { identity: 2000, namespace: 'cart', podName: 'b-1', clusterName: 'kind' }),
    });
    return { kind: 'flow', node, timeMs, flow, truth: TRUTH };
  }
}

const TRUTH = {
  sourceIdentity: 1000,
  destinationIdentity: 2000,
  source: 'kind/1000',
  destination: 'kind/2000',
  port: 80,
  protocol: 'TCP',
} as const;

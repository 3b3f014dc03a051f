import type { GetFlowsRequest } from '@orrery/proto/observer/observer_pb';
import type { FlowOutput } from '../faults/flow-output.ts';
import type { ServedStream } from '../flow-calls.ts';
import type { Agent } from './agent.ts';
import type { FlowReader } from './flow-reader.ts';

/** A GetFlows call on an agent itself: straight from the ring to the client. */
export class AgentStream implements ServedStream {
  readonly follow: boolean;
  readonly #agent: Agent;
  readonly #reader: FlowReader;
  readonly #output: FlowOutput;
  #ended = false;

  constructor(agent: Agent, request: GetFlowsRequest, output: FlowOutput) {
    this.#agent = agent;
    this.#reader = agent.open(request);
    this.#output = output;
    this.follow = request.follow;
  }

  pump(): void {
    if (this.#ended) return;
    const nowMs = Date.now();
    while (!this.#ended && !this.#output.blocked) {
      const item = this.#reader.peek(nowMs);
      if (item === undefined) {
        if (this.#reader.ended) this.#end();
        return;
      }
      this.#reader.take();
      this.#output.send(item);
    }
  }

  get caughtUp(): boolean {
    return this.#ended || (!this.#output.blocked && this.#reader.caughtUp);
  }

  get drained(): boolean {
    return this.#ended || (this.caughtUp && this.#output.idle);
  }

  /** The client went away. */
  close(): void {
    this.#ended = true;
    this.#agent.release(this.#reader);
    this.#output.close();
  }

  #end(): void {
    this.#ended = true;
    this.#output.end();
  }
}

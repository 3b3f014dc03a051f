import { create, toBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { EdgeIndex, KeptFlow, KeptFlowsView } from '../../aggregate/graph-view.ts';

/** Kept flows, written by hand. Keeps every flow until it is told to forget. */
export class DrawnKept implements KeptFlowsView {
  newestNumber = 0;
  forgottenBelow = 0;
  /** Times that somebody read. */
  reads = 0;
  readonly keptOneIn = { trouble: 1, ordinary: 1 };
  #flows: KeptFlow[] = [];

  /** Adds flows whose uuids are `flow-NUMBER`, with as many bytes more as `padding` says. */
  add(count: number, { edge = 0, verdict = 1, padding = 0, oneIn = 1, namespace = 'shop' } = {}): void {
    for (let i = 0; i < count; i += 1) {
      this.newestNumber += 1;
      const number = this.newestNumber;
      const flow = {
        uuid: `flow-${number}`,
        verdict,
        source: { namespace },
        policyLog: padding > 0 ? ['x'.repeat(padding)] : [],
      };
      const response = create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: flow } });
      const bytes = toBinary(GetFlowsResponseSchema, response);
      this.#flows.push({ number, edge, edgeSerial: edge, verdict, shelf: verdict, timeMs: number, oneIn, bytes });
    }
  }

  /** Numbers that nothing is kept under. */
  pass(count: number): void {
    this.newestNumber += count;
  }

  forgetBelow(number: number): void {
    this.forgottenBelow = number;
    this.#flows = this.#flows.filter((flow) => flow.number >= number);
  }

  newestFirst(cursor = Number.POSITIVE_INFINITY): Iterable<KeptFlow> {
    this.reads += 1;
    return this.#flows.filter(({ number }) => number < cursor).toReversed();
  }

  oldestFirst(after: number): Iterable<KeptFlow> {
    this.reads += 1;
    return this.#flows.slice(this.#firstAbove(after));
  }

  evidence(edge: EdgeIndex): Iterable<KeptFlow> {
    return this.#flows.filter((flow) => flow.edge === edge);
  }

  allEvidence(): Iterable<KeptFlow> {
    return this.#flows;
  }

  get keptFlows(): number {
    return this.#flows.length;
  }

  get keptBytes(): number {
    return this.#flows.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  #firstAbove(after: number): number {
    const first = this.#flows.findIndex(({ number }) => number > after);
    return first < 0 ? this.#flows.length : first;
  }
}

import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import { linkBatch } from '../history/batch.ts';
import type { EdgeStep } from '../history/edge-steps.ts';
import { FLOWS } from '../history/flow-tables.ts';
import type { EdgeName } from '../history/graph-of-rows.ts';
import { MemoryStore } from '../history/memory-store.ts';
import type { FlowCounts } from '../history/past-flows.ts';
import type { DnsPast, HttpPast } from '../history/past-l7.ts';
import type { Coverage } from '../history/past-store.ts';
import type { FrozenRange } from './frozen-picture.ts';
import { stepsOf } from './frozen-trends.ts';

/** What was frozen has a bound of its own. */
const BOUNDS = { keptSeconds: Infinity, maxFlowBytes: 64 * 1024 * 1024 };

/** One range as it was, in memory, for everything that reads a store. Whatever part of it is asked for, all of it answers. */
export class FrozenStore extends MemoryStore {
  readonly frozen: FrozenRange;

  constructor(frozen: FrozenRange) {
    super(BOUNDS);
    this.frozen = frozen;
  }

  /** Rows of single flows, as they were frozen. */
  async takeFlows(lines: string): Promise<void> {
    const { from, to } = this.frozen.picture.range;
    const rows = lines.split('\n').length - 1;
    await this.insert(linkBatch({ from, to, flows: 0, tables: [{ table: FLOWS, columns: [], rows, lines }] }, 1, ''));
  }

  override async readGraph(): Promise<GraphView> {
    return this.frozen.picture.graph;
  }

  override async readHttp(): Promise<readonly HttpPast[]> {
    return this.frozen.http;
  }

  override async readDns(): Promise<readonly DnsPast[]> {
    return this.frozen.dns;
  }

  override async readCoverage(): Promise<Coverage> {
    return this.frozen.coverage;
  }

  override async readFlowCounts(): Promise<FlowCounts> {
    return this.frozen.counts;
  }

  override async readEdgeSteps(
    _range: SecondRange,
    stepSeconds: number,
    edges: readonly EdgeName[],
  ): Promise<readonly EdgeStep[]> {
    return stepsOf(this.frozen.trends, stepSeconds, edges);
  }

  override async readExtent(): Promise<SecondRange> {
    return this.frozen.picture.range;
  }
}

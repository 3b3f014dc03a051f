import type { Intake } from '../../aggregate/intake.ts';
import { linkBatch, type Batch } from '../batch.ts';
import { Collector, type Beside } from '../collector.ts';
import { NodeMessages } from '../node-messages.ts';
import { NodeWatch } from '../node-watch.ts';

const BUCKET_SECONDS = 10;
const CLOSE_AFTER_SECONDS = 15;

/** Writes closed buckets of a graph from a second on, as a server does while time passes. */
export class BucketWriter {
  readonly batches: Batch[] = [];
  readonly watch = new NodeWatch();
  /** Edges that were folded while others were read. */
  foldedWhileReading = 0;
  readonly #intake: Intake;
  readonly #collector: Collector;
  readonly #messages: NodeMessages;
  #next: number;

  constructor(intake: Intake, from: number) {
    this.#intake = intake;
    this.#collector = new Collector(intake.graph, intake.graph);
    this.#messages = new NodeMessages(intake.ledger);
    this.#next = from;
    intake.graph.closeBefore(from);
    intake.ledger.beginWriting();
  }

  /** `between` runs between the steps of reading. */
  advanceTo(second: number, between: () => void = () => undefined): void {
    const { graph } = this.#intake;
    for (; this.#next + BUCKET_SECONDS + CLOSE_AFTER_SECONDS <= second; this.#next += BUCKET_SECONDS) {
      const steps = this.#collector.collect(this.#next, this.#beside(this.#next + BUCKET_SECONDS));
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          this.batches.push(linkBatch(step.value, this.batches.length + 1, this.batches.at(-1)?.id ?? ''));
          break;
        }
        const before = graph.foldedEdges;
        between();
        this.foldedWhileReading += graph.foldedEdges - before;
      }
    }
  }

  /** All rows of a table that were written so far. */
  rows(name: string): unknown[][] {
    return this.batches.flatMap(({ tables }) =>
      tables
        .filter(({ table }) => table === name)
        .flatMap(({ lines }) => lines.split('\n').filter((line) => line !== ''))
        .map((line) => JSON.parse(line) as unknown[]),
    );
  }

  #beside(to: number): Beside {
    const { graph, ledger } = this.#intake;
    return {
      late: graph.takeLate(),
      lost: ledger.takeLost(to),
      http: graph.takeHttp(to),
      dns: graph.takeDns(to),
      heard: this.watch.in({ from: to - BUCKET_SECONDS, to }),
      messages: this.#messages.take(),
    };
  }
}

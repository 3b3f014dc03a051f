import { FlowOutput } from './faults/flow-output.ts';
import type { Faults } from './faults/faults.ts';
import type { LiveStream, LiveStreams } from './live-streams.ts';
import type { Tally } from './tally.ts';
import type { Listening } from './transport/rpc-listener.ts';
import { failStream, type ByteStream } from './transport/service.ts';
import { Random } from './world/random.ts';

/** What every GetFlows call needs, on a relay as on an agent. */
export class FlowCalls {
  readonly #live: LiveStreams;
  readonly #faults: Faults;
  readonly #tally: Tally;
  readonly #seed: number;
  #served = 0;

  constructor(live: LiveStreams, faults: Faults, tally: Tally, seed: number) {
    this.#live = live;
    this.#faults = faults;
    this.#tally = tally;
    this.#seed = seed;
  }

  /** Serves one call with the stream that `open` makes around its output, until it ends or the client leaves. */
  serve(call: ByteStream, listener: Listening, open: (output: FlowOutput) => ServedStream): void {
    const peer = call.getPeer();
    const random = new Random(this.#seed + this.#served++);
    const output = new FlowOutput(call, this.#faults, this.#tally, random, {
      onRoom: () => {
        stream?.pump();
        this.#live.progressed();
      },
      onWrite: () => listener.dataSent(peer),
    });
    let stream: ServedStream | undefined;
    try {
      stream = open(output);
    } catch (error) {
      output.close();
      failStream(call, error);
      return;
    }
    const served = stream;
    const leave = () => {
      served.close();
      this.#live.remove(served);
    };
    call.on('cancelled', leave);
    call.on('close', leave);
    call.on('finish', leave);
    this.#live.add(served);
    served.pump();
  }
}

export interface ServedStream extends LiveStream {
  close(): void;
}

import { once } from 'node:events';
import { fromBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { FlowBatchSchema, type FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type StartedServer } from '../support/start-server.ts';
import { startSimulator, type StartedSimulator } from '../support/start-simulator.ts';
import { waitFor } from '../support/wait-for.ts';

let simulator: StartedSimulator;
let server: StartedServer;

beforeAll(async () => {
  simulator = await startSimulator(['--scenario', 'incident', '--incident-after', '1s', '--rate', '300']);
  server = await startServer(['--relay', simulator.address]);
});

afterAll(async () => {
  await server.stop();
  await simulator.stop();
});

test('[PUB-65] two sockets, one after the other, follow what the server keeps without gap or copy', async () => {
  const first = await Follower.open('?backlog=100000');
  await waitFor('some flows', () => first.uuids.length > 500);
  const { lookedAt, epoch } = await first.leave();
  await new Promise((resolve) => {
    setTimeout(resolve, 300);
  });
  const second = await Follower.open(`?after=${lookedAt}&epoch=${epoch}`);
  await waitFor('some more flows', () => second.uuids.length > 200);
  const all = [...first.numbers, ...second.numbers];
  expect(all).toEqual(all.map((_, i) => all[0] + i));
  const { missed, leftOut, sampledOneIn } = await second.leave();
  expect([missed, leftOut, sampledOneIn]).toEqual([0, 0, 1]);
  const kept = await flowsOf(`limit=10000`);
  const followed = new Set([...first.uuids, ...second.uuids]);
  const between = kept.filter(({ number }) => number >= all[0] && number <= all.at(-1)!);
  expect(between.map(({ flow }) => followed.has(flow.uuid)).filter((isThere) => !isThere)).toEqual([]);
});

test('[API-75] the story of a refused request shows who let the connection in, who refused the request, and its answer', async () => {
  await waitFor('a refused request', async () => (await refusedRequests()).length > 0, { timeoutMs: 60_000 });
  const [refused] = await refusedRequests();
  const story = (await (await fetch(`${server.url}/api/v1/story?uuid=${refused.flow.uuid}`)).json()) as StoryJson;
  expect(story.flow).toMatchObject({ role: 'request', decided: 'destination', flow: { uuid: refused.flow.uuid } });
  const roles = story.flows.map(({ role, decided, flow }) => [role, decided, flow.verdict, flow.l7?.http?.code]);
  const at = roles.findIndex(([role]) => role === 'request');
  expect(roles[at]).toEqual(['request', 'destination', 'DROPPED', undefined]);
  expect(roles[at + 1]).toEqual(['response', null, 'FORWARDED', 403]);
  expect(roles.slice(0, at)).toContainEqual(['egress-verdict', 'source', 'FORWARDED', undefined]);
  expect(roles.slice(0, at)).toContainEqual(['ingress-verdict', 'destination', 'REDIRECTED', undefined]);
  expect(story.flows.flatMap(({ flow }) => flow.egress_allowed_by ?? [])).toMatchObject([{ namespace: 'shop' }]);
});

test('[PUB-66] only flows that match are followed', async () => {
  const follower = await Follower.open('?backlog=1000&q=verdict:DROPPED+type:l7');
  await waitFor('refused requests', () => follower.flows.length > 3, { timeoutMs: 60_000 });
  expect(new Set(follower.flows.map(({ verdict }) => verdict))).toEqual(new Set([2]));
  await follower.leave();
});

interface RowJson {
  readonly number: number;
  readonly role: string;
  readonly decided: string | null;
  readonly flow: {
    readonly uuid: string;
    readonly verdict: string;
    readonly egress_allowed_by?: readonly object[];
    readonly l7?: { readonly http?: { readonly code?: number } };
  };
}

interface StoryJson {
  readonly flow: RowJson;
  readonly flows: readonly RowJson[];
}

async function flowsOf(search: string): Promise<RowJson[]> {
  return (await (await fetch(`${server.url}/api/v1/flows?${search}`)).json()) as RowJson[];
}

function refusedRequests(): Promise<RowJson[]> {
  return flowsOf(`q=${encodeURIComponent('verdict:DROPPED http-method:DELETE')}&until=-1s`);
}

class Follower {
  readonly batches: FlowBatch[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.batches.push(fromBinary(FlowBatchSchema, data)));
  }

  static async open(search: string): Promise<Follower> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/flows/follow${search}`, {
      origin: server.url,
    });
    const follower = new Follower(socket);
    await once(socket, 'open');
    return follower;
  }

  get numbers(): number[] {
    return this.batches.flatMap(({ flows }) => flows.map(({ number }) => number));
  }

  get flows() {
    return this.batches.flatMap(({ flows }) =>
      flows.flatMap(({ response }) => {
        const types = fromBinary(GetFlowsResponseSchema, response).responseTypes;
        return types.case === 'flow' ? [types.value] : [];
      }),
    );
  }

  get uuids(): string[] {
    return this.flows.map(({ uuid }) => uuid);
  }

  /** The last batch. */
  async leave(): Promise<FlowBatch> {
    this.#socket.close();
    await once(this.#socket, 'close');
    return this.batches.at(-1)!;
  }
}

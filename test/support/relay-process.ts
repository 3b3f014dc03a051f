// An import declaration would not lead from one built folder to the other.
/* oxlint-disable typescript/consistent-type-imports */

import type { RelayAnswer, RelayOrder, RelayRequest, RelayState } from './relay-protocol.ts';

type StartScenario = typeof import('../../apps/relay-sim/src/start-scenario.ts').startScenario;
type RawServerClass = typeof import('../../apps/relay-sim/src/raw/raw-server.ts').RawServer;

/**
 * The built simulated relay in a process of its own. Obeys over its channel and ends with it. Its arguments are the
 * folder of the built simulator and the port, 0 for any.
 */
const [folder = '', portText = '0'] = process.argv.slice(2);
const { startScenario } = (await import(`${folder}/start-scenario.js`)) as { readonly startScenario: StartScenario };
const { RawServer } = (await import(`${folder}/raw/raw-server.js`)) as { readonly RawServer: RawServerClass };

const HOST = '127.0.0.1';
let port = Number(portText);
let simulator: Awaited<ReturnType<StartScenario>> | undefined;
let raws: RawServerClass['prototype'][] = [];
let isTotalReached = false;

let last = Promise.resolve();
process.on('message', (request: RelayRequest) => {
  last = last.then(() => answer(request));
});
process.on('disconnect', () => process.exit(0));

async function answer({ id, order }: RelayRequest): Promise<void> {
  let reply: RelayAnswer;
  try {
    await obey(order);
    const ledger = order.kind === 'tell-ledger' ? simulator?.ledger.toJson() : undefined;
    reply = ledger === undefined ? { id, kind: 'done', state: state() } : { id, kind: 'ledger', ledger };
  } catch (reason) {
    reply = { id, kind: 'failed', message: reason instanceof Error ? (reason.stack ?? '') : String(reason) };
  }
  process.send?.(reply);
}

async function obey(order: RelayOrder): Promise<void> {
  switch (order.kind) {
    case 'play': {
      await down();
      isTotalReached = false;
      const playing = await startScenario({ ...order.play, host: HOST, port });
      simulator = playing;
      if (order.play.as !== 'agents') port = Number(playing.addresses[0]?.split(':')[1]);
      void playing.whenTotalReached().then(() => {
        if (simulator === playing) isTotalReached = true;
      });
      return;
    }
    case 'raw':
      await down();
      for (const answer of order.answers) raws.push(await RawServer.listen(answer));
      return;
    case 'restart':
      return simulator?.restartRelay(order);
    case 'fault':
      return simulator?.setFault(order.change);
    case 'remove-node':
      return simulator?.removeNode(order.node, order.how, order.keepRing);
    case 'add-node':
      return simulator?.addNode(order.node);
    case 'down':
      return down();
    case 'tell':
    case 'tell-ledger':
  }
}

async function down(): Promise<void> {
  await simulator?.stop();
  for (const raw of raws) await raw.close();
  simulator = undefined;
  raws = [];
}

function state(): RelayState {
  return {
    addresses: simulator?.addresses ?? raws.map((raw) => `${HOST}:${raw.port}`),
    nodes: simulator?.nodes ?? [],
    flows: simulator?.flows ?? 0,
    connections: simulator?.connections ?? 0,
    goaways: simulator?.goaways ?? 0,
    isTotalReached,
    rawCalls: raws.map(({ calls }) => calls),
  };
}

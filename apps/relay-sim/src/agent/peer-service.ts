import { create, toBinary } from '@bufbuild/protobuf';
import { ChangeNotificationSchema, ChangeNotificationType } from '@orrery/proto/peer/peer_pb';
import type { PeerPool } from '../relay/peer-pool.ts';
import type { ByteStream } from '../transport/service.ts';
import type { Agent } from './agent.ts';

/** Tells the client of every peer there is, then of every change. Without `tls`, so the peers are plaintext. */
export function notifyOfPeers(stream: ByteStream, pool: PeerPool, addressOf: (agent: Agent) => string): void {
  const tell = (agent: Agent, type: ChangeNotificationType) => {
    const change = create(ChangeNotificationSchema, { name: agent.name, address: addressOf(agent), type });
    stream.write(toBinary(ChangeNotificationSchema, change));
  };
  for (const agent of pool.list()) tell(agent, ChangeNotificationType.PEER_ADDED);
  const stop = pool.onChange((agent, change) =>
    tell(agent, change === 'added' ? ChangeNotificationType.PEER_ADDED : ChangeNotificationType.PEER_DELETED),
  );
  stream.on('cancelled', stop);
  stream.on('close', stop);
}

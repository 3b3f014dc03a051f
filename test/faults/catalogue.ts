import { answersAreBad, flowsComeAgain, messagesAreGarbage } from './bad-messages.ts';
import { lostEventsStorm, nodesChurn } from './cluster-trouble.ts';
import { engineFails } from './engine-faults.ts';
import { Finding, type Fault, type FaultSize } from './finding.ts';
import { flowsFlood } from './flood.ts';
import { diskIsFull } from './full-disk.ts';
import { relayIsKilled, relayRestarts } from './relay-goes-away.ts';
import { serverIsKilled } from './server-is-killed.ts';
import { clusterIsQuiet, relayIsHalfOpen } from './silent-relay.ts';
import { pagesAreSlow } from './slow-pages.ts';
import { relayIsSlow } from './slow-relay.ts';
import { storeIsBroken, storeIsHeld, storeIsNewer } from './store-holders.ts';
import { storeIsAway } from './store-is-away.ts';
import { webGarbage } from './web-garbage.ts';

export const FAULTS: readonly Fault[] = [
  { id: 'R1', title: 'relay restarts', run: relayRestarts },
  { id: 'R2', title: 'relay is reset and killed', run: relayIsKilled },
  { id: 'R3', title: 'half-open connection', run: relayIsHalfOpen },
  { id: 'R4', title: 'quiet cluster', run: clusterIsQuiet },
  { id: 'R5', title: 'slow relay', run: relayIsSlow },
  { id: 'R6', title: 'flood', run: flowsFlood },
  { id: 'R7', title: 'garbage', run: messagesAreGarbage },
  { id: 'R8', title: 'bad answers', run: answersAreBad },
  { id: 'R9', title: 'flows come again', run: flowsComeAgain },
  { id: 'R12', title: 'storm of lost events', run: lostEventsStorm },
  { id: 'R13', title: 'nodes come and go', run: nodesChurn },
  { id: 'S1', title: 'server is killed', run: serverIsKilled },
  { id: 'S3', title: 'disk is full', run: diskIsFull },
  { id: 'S4', title: 'store is broken', run: storeIsBroken },
  { id: 'S5', title: 'second server on a store', run: storeIsHeld },
  { id: 'S6', title: 'engine of the store fails', run: engineFails },
  { id: 'S7', title: 'store is away', run: storeIsAway },
  { id: 'S8', title: 'store of a newer program', run: storeIsNewer },
  { id: 'W1', title: 'pages that do not read', run: pagesAreSlow },
  { id: 'W3', title: 'garbage from the web', run: webGarbage },
];

/** Runs one fault. What throws has not held either. */
export async function runFault(fault: Fault, size: FaultSize): Promise<{ finding: Finding; seconds: number }> {
  const finding = new Finding();
  const startMs = performance.now();
  try {
    await fault.run(finding, size);
  } catch (reason) {
    finding.broken.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  }
  return { finding, seconds: (performance.now() - startMs) / 1000 };
}

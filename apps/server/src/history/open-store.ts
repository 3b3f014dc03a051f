import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { DiskGuard } from './disk-guard.ts';
import { EngineSupervisor } from './engine/engine-supervisor.ts';
import { StoreHeldError, takeStoreLock } from './engine/store-lock.ts';
import { MemoryStore } from './memory-store.ts';
import type { PastStore, StoreState } from './past-store.ts';
import type { Retention } from './retention.ts';
import { Spool } from './spool.ts';
import { SqlStore } from './sql-store.ts';
import { clusterClient, engineClient } from './store-client.ts';

export interface StoreEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** For how long is kept what; as it was, or as it is by itself, when not given. */
  readonly retention?: Retention;
}

export interface OpenStore {
  /** What it came to. */
  readonly choice: StoreChoice;
  readonly store: PastStore;
  readonly spool: Spool;
  /** Undefined where nothing is written to a disk of ours. */
  readonly disk: DiskGuard | undefined;
}

export type StoreChoice =
  | { readonly kind: 'memory' }
  /** `orMemory`: nobody asked for a folder; where none can be had, memory does. */
  | { readonly kind: 'chdb'; readonly directory: string; readonly orMemory: boolean }
  | {
      readonly kind: 'clickhouse';
      readonly url: string;
      readonly cluster: string | undefined;
      readonly user: string | undefined;
      readonly passwordFile: string | undefined;
      readonly spool: string | undefined;
    };

/** Throws, with a sentence for the operator, where the store cannot be had. */
export async function openStore(choice: StoreChoice, environment: StoreEnvironment): Promise<OpenStore> {
  switch (choice.kind) {
    case 'memory':
      return inMemory();
    case 'chdb':
      try {
        return await openEmbedded(choice, environment);
      } catch (error) {
        if (!choice.orMemory || error instanceof StoreHeldError) throw error;
        environment.log.warn('history cannot be written here; the last hour is kept in memory', { because: error });
        return inMemory();
      }
    case 'clickhouse':
      return { choice, store: openCluster(choice, environment), spool: new Spool(choice.spool), disk: undefined };
  }
}

type EmbeddedChoice = Extract<StoreChoice, { kind: 'chdb' }>;

function inMemory(): OpenStore {
  const choice = { kind: 'memory' } as const;
  return { choice, store: new MemoryStore(), spool: new Spool(undefined), disk: undefined };
}

/** Throws when another server has the directory, or no engine can be had here. */
async function openEmbedded(choice: EmbeddedChoice, environment: StoreEnvironment): Promise<OpenStore> {
  const { clock, log } = environment;
  const folder = resolve(choice.directory);
  const lock = await takeStoreLock(folder, clock.nowMs());
  const disk = new DiskGuard(folder);
  const supervisor = new EngineSupervisor({
    directory: folder,
    clock,
    log,
    onSetAside: (path, why) => store.beginAgain(path, why),
  });
  const close = async (): Promise<void> => {
    disk.close();
    await supervisor.stop();
    lock.release();
  };
  const store = new SqlStore({
    client: engineClient(supervisor.agent),
    clock,
    retention: environment.retention,
    isOurs: true,
    state: () => stateOf(supervisor),
    close,
  });
  supervisor.start();
  await supervisor.decided();
  const { state } = supervisor;
  if (state.kind === 'unusable') {
    await close();
    throw new Error(`the embedded engine cannot be used here: ${state.why}; use --store memory or a ClickHouse server`);
  }
  return { choice, store, spool: new Spool(folder), disk };
}

function openCluster(
  { url, cluster, user, passwordFile }: Extract<StoreChoice, { kind: 'clickhouse' }>,
  { clock, retention }: Pick<StoreEnvironment, 'clock' | 'retention'>,
): PastStore {
  const password = passwordFile === undefined ? undefined : readFileSync(passwordFile, 'utf8').trimEnd();
  const layout = cluster === undefined ? undefined : { cluster };
  return new SqlStore({ client: clusterClient({ url, user, password }), clock, layout, retention });
}

function stateOf({ state }: EngineSupervisor): StoreState {
  if (state.kind === 'ready') return { kind: 'ready' };
  if (state.kind === 'stopped') return { kind: 'away', sinceMs: 0, why: 'it was stopped' };
  return { kind: 'away', sinceMs: state.sinceMs, why: state.why };
}

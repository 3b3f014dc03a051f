import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openStore, type StoreChoice } from '../history/open-store.ts';
import { SqlStore } from '../history/sql-store.ts';
import { verifyBundle, type Verified } from './verify-bundle.ts';
import { verifyStore } from './verify-store.ts';

export interface VerifyEnvironment {
  readonly log: Log;
  readonly parseStore: (text: string) => StoreChoice | Error;
  readonly say: (line: string) => void;
}

const USAGE = 'verify BUNDLE.zip, or verify --store chdb:DIR';

/** `orrery verify ...`: one line, and the exit code: 0 for what fits, 1 for what does not, 2 for what is not asked well. */
export async function verifyCommand(words: readonly string[], environment: VerifyEnvironment): Promise<0 | 1 | 2> {
  const { say } = environment;
  const asked = parseWords(words, environment);
  if (asked.kind === 'wrong') {
    say(`orrery: ${asked.problem}; use ${USAGE}`);
    return 2;
  }
  const verified =
    asked.kind === 'bundle' ? await verifyBundle(asked.path) : await verifyStoreOf(asked.store, environment);
  say(verified.kind === 'fits' ? `ok: ${verified.sentence}` : `does not fit: ${verified.sentence}`);
  return verified.kind === 'fits' ? 0 : 1;
}

type Asked =
  | { readonly kind: 'bundle'; readonly path: string }
  | { readonly kind: 'store'; readonly store: StoreChoice }
  | { readonly kind: 'wrong'; readonly problem: string };

function parseWords(words: readonly string[], { parseStore }: VerifyEnvironment): Asked {
  const [first = '', second, ...rest] = words[0]?.startsWith('--store=')
    ? ['--store', words[0].slice('--store='.length), ...words.slice(1)]
    : words;
  if (first === '--store' && second !== undefined && rest.length === 0) {
    const store = parseStore(second);
    if (store instanceof Error) return { kind: 'wrong', problem: store.message };
    if (store.kind === 'memory') return { kind: 'wrong', problem: 'a store in memory is gone with its server' };
    return { kind: 'store', store };
  }
  if (first === '' || first.startsWith('--') || second !== undefined) {
    return { kind: 'wrong', problem: first === '' ? 'nothing to verify' : 'not understood' };
  }
  return { kind: 'bundle', path: first };
}

/** An embedded engine takes a moment to come up. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

async function verifyStoreOf(choice: StoreChoice, { log }: VerifyEnvironment): Promise<Verified> {
  let opened: Awaited<ReturnType<typeof openStore>> | undefined;
  try {
    opened = await openStore(choice, { clock: systemClock, log });
    const { store } = opened;
    if (!(store instanceof SqlStore)) return { kind: 'does not fit', sentence: 'it is no store on a disk' };
    await answering(store);
    const [aside] = store.takeSetAside();
    if (aside !== undefined) {
      return {
        kind: 'does not fit',
        sentence: `the engine cannot read the store, which is now at ${aside.path}: ${aside.why}`,
      };
    }
    const waiting = opened.spool.waiting().batches;
    return await verifyStore(
      store,
      waiting.reduce((sum, { flows }) => sum + flows, 0),
    );
  } catch (error) {
    return { kind: 'does not fit', sentence: error instanceof Error ? error.message : String(error) };
  } finally {
    await opened?.store.close();
  }
}

async function answering(store: SqlStore): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    try {
      await store.newestBatch();
      return;
    } catch (error) {
      if (systemClock.monotonicMs() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

import type { Conservation, LedgerView } from '../aggregate/graph-view.ts';

/** Messages of one node: received = counted + duplicate + undecodable + dropped. */
export interface Messages {
  readonly received: number;
  readonly counted: number;
  readonly duplicate: number;
  readonly undecodable: number;
  readonly dropped: number;
}

/** What came in since the look before, per node, out of a ledger that counts from the start. Everything is told once. */
export class NodeMessages {
  readonly #ledger: Pick<LedgerView, 'nodes'>;
  /** What was told of each node, and of which account: one that comes back after a long time has a new one. */
  readonly #told = new Map<string, { readonly account: Conservation; readonly messages: Messages }>();

  constructor(ledger: Pick<LedgerView, 'nodes'>) {
    this.#ledger = ledger;
  }

  /** Nodes of which nothing came are left out. */
  take(): ReadonlyMap<string, Messages> {
    const accounts = this.#ledger.nodes();
    // The account of a node that left is added to that of nobody, where it was told already.
    let toldOfNobody = this.#told.get('')?.messages ?? NONE;
    for (const [name, { account, messages }] of this.#told) {
      if (name === '' || accounts.get(name) === account) continue;
      this.#told.delete(name);
      toldOfNobody = sum(toldOfNobody, messages, 1);
    }
    const since = new Map<string, Messages>();
    for (const [name, account] of accounts) {
      const messages = messagesOf(account);
      const told = name === '' ? toldOfNobody : (this.#told.get(name)?.messages ?? NONE);
      const more = sum(messages, told, -1);
      this.#told.set(name, { account, messages });
      if (more.received > 0) since.set(name, more);
    }
    return since;
  }
}

export const NONE: Messages = { received: 0, counted: 0, duplicate: 0, undecodable: 0, dropped: 0 };

function messagesOf({ received, counted, duplicate, undecodable, dropped }: Conservation): Messages {
  let left = 0;
  for (const count of dropped.values()) left += count;
  return { received, counted, duplicate, undecodable, dropped: left };
}

function sum(a: Messages, b: Messages, sign: 1 | -1): Messages {
  return {
    received: a.received + sign * b.received,
    counted: a.counted + sign * b.counted,
    duplicate: a.duplicate + sign * b.duplicate,
    undecodable: a.undecodable + sign * b.undecodable,
    dropped: a.dropped + sign * b.dropped,
  };
}

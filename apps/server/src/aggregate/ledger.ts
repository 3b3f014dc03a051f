import type { NodeName } from '../decode/endpoint.ts';
import { FigureWindows, SECONDS } from './figure-windows.ts';
import type { Conservation, LedgerView, LostCount, LostView, SecondRange } from './graph-view.ts';
import { UnwrittenLost } from './unwritten-lost.ts';

/** Nodes that were silent this long are folded into the node ''. */
const NODE_IDLE_MS = 900_000;
const MAX_NODES = 5_000;
/** Sources of lost events that are newer than this program count as unknown. */
const MAX_LOST_SOURCES = 16;

/** received = counted + duplicate + undecodable + sum(dropped) */
export class NodeAccount implements Conservation {
  readonly name: string;
  received = 0;
  counted = 0;
  duplicate = 0;
  undecodable = 0;
  readonly dropped = new Map<string, number>();
  late = 0;
  /** Our clock. */
  lastSeenMs = 0;
  /** Clock of the node: time of its newest flow. */
  newestFlowMs = 0;
  /** Place in the ledger; -1 for the account of nobody. */
  row = -1;

  constructor(name: string) {
    this.name = name;
  }

  drop(reason: string): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
  }
}

interface MutableLost {
  readonly bySource: Map<number, number>;
  firstMs: number;
  lastMs: number;
}

/** What became of every message, per node, and what never reached us. */
export class Ledger implements LedgerView {
  /** A place that is free is used again, so a node name may remember the place of another: the names are compared. */
  readonly #accounts: (NodeAccount | undefined)[] = [];
  readonly #freeRows: number[] = [];
  readonly #byName = new Map<string, NodeAccount>();
  readonly #nobody: NodeAccount;
  readonly #lost = new Map<string, MutableLost>();
  readonly #unwrittenLost = new UnwrittenLost();
  readonly #windows = new FigureWindows(2);
  readonly #receivedLane = this.#windows.allocate();
  readonly #lostLane = this.#windows.allocate();
  #nowSecond = 0;
  /** Messages of `#nowSecond` that are not in the windows yet. */
  #arrived = 0;
  #foldedSecond = 0;

  constructor() {
    this.#nobody = new NodeAccount('');
  }

  /** The account of a node; `node.row` remembers where it is. */
  account(node: NodeName): NodeAccount {
    if (node.row >= 0) {
      const account = this.#accounts[node.row];
      if (account !== undefined && account.name === node.name) return account;
    }
    return this.#open(node);
  }

  /** Lets time pass: rates fall, nodes that left are folded. */
  advanceTo(nowMs: number): void {
    const second = (nowMs / 1000) >>> 0;
    this.#storeArrived();
    this.#nowSecond = Math.max(second, this.#nowSecond);
    if (second - this.#foldedSecond < 60) return;
    this.#foldedSecond = second;
    this.#foldIdle(nowMs);
  }

  /** One message came, by our own clock. Messages of one second go to the windows together. */
  arrived(nowMs: number): void {
    const second = (nowMs / 1000) >>> 0;
    if (second !== this.#nowSecond) {
      this.#storeArrived();
      this.#nowSecond = second;
    }
    this.#arrived++;
  }

  #storeArrived(): void {
    if (this.#arrived > 0) this.#windows.add(this.#receivedLane, this.#nowSecond, this.#arrived);
    this.#arrived = 0;
  }

  addLost(nodeName: string, source: number, count: number, firstMs: number, lastMs: number): void {
    let lost = this.#lost.get(nodeName);
    if (lost === undefined) {
      if (this.#lost.size >= MAX_NODES) nodeName = '';
      lost = this.#lost.get(nodeName) ?? { bySource: new Map(), firstMs, lastMs };
      this.#lost.set(nodeName, lost);
    }
    const known = source > 0 && source < MAX_LOST_SOURCES ? source : 0;
    lost.bySource.set(known, (lost.bySource.get(known) ?? 0) + count);
    lost.firstMs = Math.min(lost.firstMs, firstMs);
    lost.lastMs = Math.max(lost.lastMs, lastMs);
    this.#windows.add(this.#lostLane, (lastMs / 1000) >>> 0, count);
    this.#unwrittenLost.add(nodeName, known, lastMs, count);
  }

  /** From now on, lost events are held until they are taken. */
  beginWriting(): void {
    this.#unwrittenLost.isWanted = true;
  }

  /** Lost events of before that second that were not taken yet. */
  takeLost(before: number): readonly LostCount[] {
    return this.#unwrittenLost.takeBefore(before);
  }

  /** Folds nodes that left into '', so that the sums stay and the table does not grow. */
  #foldIdle(nowMs: number): void {
    for (let row = 0; row < this.#accounts.length; row++) {
      const account = this.#accounts[row];
      if (account === undefined || nowMs - account.lastSeenMs < NODE_IDLE_MS) continue;
      this.#accounts[row] = undefined;
      this.#freeRows.push(row);
      this.#byName.delete(account.name);
      addTo(this.#nobody, account);
      this.#byName.set('', this.#nobody);
    }
  }

  /**
   * How far the clocks of nodes that were heard in the minute before `atMs` are behind ours, at most: a stream that
   * broke off then has to begin again that much earlier.
   */
  lagMs(atMs: number): number {
    let lagMs = 0;
    for (const { lastSeenMs, newestFlowMs } of this.#byName.values()) {
      if (newestFlowMs > 0 && lastSeenMs > atMs - 60_000) lagMs = Math.max(lagMs, lastSeenMs - newestFlowMs);
    }
    return lagMs;
  }

  total(): Conservation {
    const total = new NodeAccount('');
    for (const account of this.#byName.values()) addTo(total, account);
    return total;
  }

  nodes(): ReadonlyMap<string, NodeAccount> {
    return this.#byName;
  }

  lost(): ReadonlyMap<string, LostView> {
    return this.#lost;
  }

  addLostTimeline(range: SecondRange, stepSeconds: number, out: Float64Array): void {
    for (let i = 0, from = range.from; from < range.to; i++, from += stepSeconds) {
      out[i] += this.#sumLost({ from, to: from + stepSeconds }, stepSeconds < 10);
    }
  }

  lostIn(range: SecondRange): number {
    return this.#sumLost(range, range.from > this.#nowSecond - SECONDS);
  }

  flowsPerSecond(): number {
    this.#storeArrived();
    return this.#windows.sumSeconds(this.#receivedLane, this.#nowSecond - 10, this.#nowSecond) / 10;
  }

  #sumLost({ from, to }: SecondRange, bySecond: boolean): number {
    return bySecond
      ? this.#windows.sumSeconds(this.#lostLane, from, to)
      : this.#windows.sumTens(this.#lostLane, Math.floor(from / 10), Math.ceil(to / 10));
  }

  #open(node: NodeName): NodeAccount {
    let account = this.#byName.get(node.name);
    if (account === undefined) {
      account =
        node.name !== '' && this.#byName.size < MAX_NODES ? this.#place(new NodeAccount(node.name)) : this.#nobody;
      this.#byName.set(account.name, account);
    }
    node.row = account.row;
    return account;
  }

  #place(account: NodeAccount): NodeAccount {
    account.row = this.#freeRows.pop() ?? this.#accounts.length;
    this.#accounts[account.row] = account;
    return account;
  }
}

function addTo(sum: NodeAccount, account: NodeAccount): void {
  sum.received += account.received;
  sum.counted += account.counted;
  sum.duplicate += account.duplicate;
  sum.undecodable += account.undecodable;
  sum.late += account.late;
  sum.lastSeenMs = Math.max(sum.lastSeenMs, account.lastSeenMs);
  for (const [reason, count] of account.dropped) sum.dropped.set(reason, (sum.dropped.get(reason) ?? 0) + count);
}

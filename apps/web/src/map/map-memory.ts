import { NO_MEMORY, type LayoutMemory } from './layout/memory.ts';
import { isOutline, type MapOutline } from './map-outline.ts';

/** One entry for each grouping and level that was looked at; beyond this the one that was not written for longest goes. */
const MOST_ENTRIES = 12;
/** A map whose places take more is arranged anew after a reload. */
const MOST_CHARACTERS = 600_000;
/** Of all entries: a browser keeps about five million for everything that a page remembers. */
const MOST_CHARACTERS_IN_ALL = 2_000_000;
const PREFIX = 'orrery.map.1.';
const ORDER = 'orrery.map.1:order';
const OUTLINE = 'orrery.map.1:outline';
const WRITE_AFTER_MS = 1000;

/** A map that is growing is written once a while, not with every scene. Never more entries than are kept. */
const waiting = new Map<string, LayoutMemory>();
let waitingOutline: MapOutline | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Where everything stood, kept by the browser. What is damaged or of another version counts as nothing. */
export function readMemory(plan: string): LayoutMemory | undefined {
  const newest = waiting.get(plan);
  if (newest !== undefined) return newest;
  const kept = read(PREFIX + plan);
  return isMemory(kept) ? { ...NO_MEMORY, ...kept } : undefined;
}

/** What was shown last, to be shown while the first flows are read. */
export function readOutline(): MapOutline | undefined {
  const kept = read(OUTLINE);
  return isOutline(kept) ? kept : undefined;
}

export function writeMemory(plan: string, memory: LayoutMemory, outline: MapOutline): void {
  timer ??= setTimeout(writeWaiting, WRITE_AFTER_MS);
  waiting.set(plan, memory);
  waitingOutline = outline;
}

/** What waits is written now: the page is about to be left. */
export function writeWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
  try {
    if (waitingOutline !== undefined) store(OUTLINE, JSON.stringify(waitingOutline));
    for (const [plan, memory] of waiting) writeNow(plan, memory);
  } catch {
    // Storage is full or refused: positions do not survive a reload, and the map works all the same.
  }
  waiting.clear();
  waitingOutline = undefined;
}

function writeNow(plan: string, memory: LayoutMemory): void {
  const text = JSON.stringify(memory);
  if (text.length > MOST_CHARACTERS) {
    localStorage.removeItem(PREFIX + plan);
    return;
  }
  makeRoom(plan, text.length);
  store(PREFIX + plan, text);
}

/** Drops those that were not written for longest, until one more has room. */
function makeRoom(plan: string, characters: number): void {
  const kept = [plan];
  let all = characters;
  for (const other of readOrder()) {
    if (other === plan) continue;
    all += localStorage.getItem(PREFIX + other)?.length ?? 0;
    if (kept.length < MOST_ENTRIES && all <= MOST_CHARACTERS_IN_ALL) kept.push(other);
    else localStorage.removeItem(PREFIX + other);
  }
  localStorage.setItem(ORDER, JSON.stringify(kept));
}

/** Where the browser has no room, the oldest entry goes, and it is tried once more. */
function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    const order = readOrder();
    const oldest = order.findLast((plan) => PREFIX + plan !== key);
    if (oldest !== undefined) localStorage.removeItem(PREFIX + oldest);
    localStorage.setItem(ORDER, JSON.stringify(order.filter((plan) => plan !== oldest)));
    localStorage.setItem(key, text);
  }
}

function readOrder(): string[] {
  const order = read(ORDER);
  return Array.isArray(order) ? order.filter((plan) => typeof plan === 'string') : [];
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    // Storage is refused or damaged: the map is arranged anew, which is all that is lost.
    return undefined;
  }
}

function isMemory(kept: unknown): kept is LayoutMemory {
  if (typeof kept !== 'object' || kept === null) return false;
  const { version, places, pins, labels, regions } = kept as Partial<Record<keyof LayoutMemory, unknown>>;
  const areObjects = [places, pins, labels].every((part) => typeof part === 'object' && part !== null);
  return version === NO_MEMORY.version && areObjects && Array.isArray(regions);
}

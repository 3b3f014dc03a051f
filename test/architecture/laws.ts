import { posix } from 'node:path';
import type { ImportFact, SourceFacts } from './source-facts.ts';

/** A room of the house: a folder, or a file that stands alone. */
export interface Room {
  readonly name: string;
  /** Where its files begin: `apps/server/src/relay/` or `apps/server/src/main.ts`. */
  readonly at: readonly string[];
  /** Rooms it may import, or single files of them as `room:file.ts`; '*' is every room. */
  readonly may: readonly string[];
  /** No clock, no randomness, no I/O: neither its own nor through what it imports. */
  readonly pure?: boolean;
  /** Installed modules of which even this pure room takes constants or types. */
  readonly takes?: readonly string[];
  /** May write to the console: one log per program. */
  readonly speaks?: boolean;
}

/** Built-in and installed modules that a pure room may import. */
const PURE_MODULES = new Set(['node:buffer', 'node:util', '@bufbuild/protobuf', 're2js', 'ipaddr.js']);
const MAX_LINES = 400;
const LONG_LINES = 300;

/** Every way in which the files break the laws, as sentences that begin with the place. */
export function complaintsAbout(plan: readonly Room[], files: readonly SourceFacts[]): string[] {
  const house = new House(plan, files);
  const complaints = cycleComplaints(house);
  for (const file of files) {
    complaints.push(...blemishComplaints(file));
    if (isTest(file.path)) continue;
    complaints.push(...wallComplaints(house, file), ...purityComplaints(house, file), ...tasteComplaints(house, file));
  }
  return complaints.toSorted();
}

/** Files that are longer than they should be, but not yet too long. */
export function longFiles(files: readonly SourceFacts[]): string[] {
  return files
    .filter((file) => !isTest(file.path) && file.lines > LONG_LINES)
    .map((file) => `${file.path} has ${file.lines} lines`);
}

/** A test, or something that only tests use: `test-relay.ts`, `testing/naive-model.ts`. */
const isTest = (path: string): boolean => /\.test\.tsx?$|\/testing\/|\/test-[^/]+$/.test(path);

/** The files by path, the room of each, and where each import leads. */
class House {
  readonly files: ReadonlyMap<string, SourceFacts>;
  readonly #rooms: ReadonlyMap<string, Room | undefined>;

  constructor(plan: readonly Room[], files: readonly SourceFacts[]) {
    this.files = new Map(files.map((file) => [file.path, file]));
    this.#rooms = new Map(files.map(({ path }) => [path, roomOf(plan, path)]));
  }

  room(path: string): Room | undefined {
    return this.#rooms.get(path);
  }

  /** The file of ours that an import leads to; undefined when it is not ours. */
  target(from: SourceFacts, { what }: ImportFact): string | undefined {
    if (what.startsWith('.')) return posix.join(posix.dirname(from.path), what);
    const workspace = WORKSPACES.find(({ name }) => what.startsWith(name));
    return workspace && `${workspace.at}${what.slice(workspace.name.length)}.ts`;
  }
}

const WORKSPACES = [
  { name: '@orrery/proto/', at: 'proto/gen/' },
  { name: '@orrery/query/', at: 'packages/query/src/' },
];

/** The room with the longest matching place. */
function roomOf(plan: readonly Room[], path: string): Room | undefined {
  let best: { room: Room; length: number } | undefined;
  for (const room of plan) {
    for (const at of room.at) {
      const isInside = at.endsWith('/') ? path.startsWith(at) : path === at;
      if (isInside && at.length > (best?.length ?? 0)) best = { room, length: at.length };
    }
  }
  return best?.room;
}

function wallComplaints(house: House, file: SourceFacts): string[] {
  const room = house.room(file.path);
  if (room === undefined) return [`${file.path} stands in no room of the plan`];
  return file.imports.flatMap((fact) => {
    const target = house.target(file, fact);
    if (target === undefined) return [];
    const place = `${file.path}:${fact.line}`;
    if (!house.files.has(target)) {
      return /\.tsx?$/.test(target) ? [`${place} imports ${fact.what}, which does not exist`] : [];
    }
    if (isTest(target)) return [`${place} imports ${fact.what}, which is for tests`];
    const other = house.room(target);
    if (other === undefined || other === room || mayImport(room, other, target)) return [];
    return [`${place} room ${room.name} may not import ${fact.what} of room ${other.name}`];
  });
}

function mayImport(room: Room, other: Room, target: string): boolean {
  return room.may.some(
    (allowed) =>
      allowed === '*' ||
      allowed === other.name ||
      (allowed.startsWith(`${other.name}:`) && target.endsWith(`/${allowed.slice(other.name.length + 1)}`)),
  );
}

function purityComplaints(house: House, file: SourceFacts): string[] {
  const room = house.room(file.path);
  if (room?.pure !== true) return [];
  const own = file.impurities.map(({ what, line }) => `${file.path}:${line} pure room ${room.name} uses ${what}`);
  const reached = file.imports.flatMap((fact) => {
    if (fact.isType) return [];
    const place = `${file.path}:${fact.line} pure room ${room.name}`;
    const target = house.target(file, fact);
    if (target === undefined) return isPureModule(fact.what, room) ? [] : [`${place} imports ${fact.what}`];
    const impurity = impurityBehind(house, target, new Set());
    return impurity === undefined || house.room(target)?.pure === true
      ? []
      : [`${place} reaches ${impurity} through ${fact.what}`];
  });
  return [...own, ...reached];
}

/** What makes a file impure, itself or through what it imports at run time. */
function impurityBehind(house: House, path: string, seen: Set<string>): string | undefined {
  const file = house.files.get(path);
  if (file === undefined || seen.has(path)) return undefined;
  seen.add(path);
  if (file.impurities[0] !== undefined) return file.impurities[0].what;
  for (const fact of file.imports) {
    if (fact.isType) continue;
    const target = house.target(file, fact);
    if (target === undefined && !isPureModule(fact.what, house.room(path))) return fact.what;
    const behind = target && impurityBehind(house, target, seen);
    if (behind) return behind;
  }
  return undefined;
}

function isPureModule(specifier: string, room: Room | undefined): boolean {
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '');
  return PURE_MODULES.has(name) || room?.takes?.includes(name) === true;
}

function tasteComplaints(house: House, file: SourceFacts): string[] {
  const complaints: string[] = [];
  const speaks = house.room(file.path)?.speaks === true;
  if (!speaks) complaints.push(...file.consoles.map(({ what, line }) => `${file.path}:${line} uses ${what}`));
  if (file.lines > MAX_LINES) complaints.push(`${file.path} has ${file.lines} lines, more than ${MAX_LINES}`);
  const parts = file.path.split('/');
  const empty = parts.find((part) => /^(?:utils?|common|helpers?|misc)(?:\.tsx?)?$|^index\.tsx?$/.test(part));
  if (empty !== undefined) complaints.push(`${file.path} has a name that says nothing: ${empty}`);
  if (file.path.startsWith('test/')) return complaints;
  complaints.push(...file.dangers.map(({ what, line }) => `${file.path}:${line} trusts text: ${what}`));
  complaints.push(
    ...file.machinePaths.map(({ what, line }) => `${file.path}:${line} names a place of one machine: ${what}`),
  );
  return complaints;
}

function blemishComplaints(file: SourceFacts): string[] {
  return file.blemishes.map(({ what, line }) => `${file.path}:${line} has ${what}`);
}

/** One sentence per cycle, which begins with the first of its files. */
function cycleComplaints(house: House): string[] {
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const file = house.files.get(path);
    if (file === undefined) return;
    const start = trail.indexOf(path);
    if (start !== -1) {
      found.add(cycleSentence(trail.slice(start)));
      return;
    }
    if (done.has(path)) return;
    for (const fact of file.imports) {
      const target = house.target(file, fact);
      if (target !== undefined && target !== path) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of house.files.keys()) visit(path, []);
  return [...found];
}

function cycleSentence(cycle: readonly string[]): string {
  const first = cycle.toSorted()[0] ?? '';
  const at = cycle.indexOf(first);
  const turned = [...cycle.slice(at), ...cycle.slice(0, at), first];
  return `${turned.join(' -> ')} is a cycle`;
}

import { expect, test } from 'vitest';
import { readHouse } from './architecture/house-files.ts';
import { complaintsAbout, longFiles } from './architecture/laws.ts';
import type { Room } from './architecture/laws.ts';
import { factsOf } from './architecture/source-facts.ts';

const VIEW = 'aggregate:graph-view.ts';
const SOURCE_STATUS = 'relay:source-status.ts';
const PAST = 'history:past-store.ts';
const LATENCIES = 'aggregate:latency-sketch.ts';
const POLICY_CHANGE = 'aggregate:policy-change.ts';
const PAST_FLOWS = 'history:past-flows.ts';
/** What a store tells beside flows, and how it looks to who reads the living graph. */
const PAST_VIEWS = ['history:edge-scope.ts', 'history:past-l7.ts', 'history:heard.ts', 'history:storage-sizes.ts'];
const SEARCH_DOMAIN = 'aggregate:search-domain.ts';

/**
 * The plan of the house: what stands where, and what it may import. Data enters by one door and walks one way.
 * `room:file.ts` opens one file of a room only. A pure room has no clock, no randomness and no I/O.
 */
const PLAN: readonly Room[] = [
  // The contract.
  { name: 'proto', at: ['proto/gen/'], may: [] },
  { name: 'query', at: ['packages/query/src/'], may: ['proto'], pure: true },
  { name: 'flow', at: ['packages/flow/src/'], may: ['proto'], pure: true },

  // The server.
  { name: 'base', at: ['apps/server/src/base/'], may: [] },
  { name: 'log', at: ['apps/server/src/base/log.ts'], may: ['base'], speaks: true },
  {
    name: 'config',
    at: [
      'apps/server/src/config.ts',
      'apps/server/src/config-flags.ts',
      'apps/server/src/config-values.ts',
      'apps/server/src/flags.ts',
    ],
    may: ['base', 'log', 'query'],
  },
  { name: 'relay', at: ['apps/server/src/relay/'], may: ['base', 'log', 'proto'] },
  { name: 'decode', at: ['apps/server/src/decode/'], may: ['base', 'proto'], pure: true },
  { name: 'aggregate', at: ['apps/server/src/aggregate/'], may: ['decode', 'base', 'proto'], pure: true },
  {
    name: 'publish',
    at: ['apps/server/src/publish/'],
    may: [VIEW, SOURCE_STATUS, 'query', 'flow', 'base', 'log', 'proto'],
  },
  {
    name: 'http',
    at: ['apps/server/src/http/'],
    may: [
      VIEW,
      LATENCIES,
      POLICY_CHANGE,
      SOURCE_STATUS,
      PAST,
      PAST_FLOWS,
      ...PAST_VIEWS,
      'evidence',
      'history:incident-shelf.ts',
      'publish',
      'config',
      'query',
      'flow',
      'base',
      'log',
      'proto',
    ],
  },
  {
    name: 'history',
    at: ['apps/server/src/history/'],
    may: [VIEW, POLICY_CHANGE, LATENCIES, SEARCH_DOMAIN, 'query', 'base', 'log', 'proto'],
  },
  // What is handed over, kept and checked: bundles, frozen incidents, recordings that are opened.
  {
    name: 'evidence',
    at: ['apps/server/src/evidence/'],
    may: [VIEW, 'history', 'publish', 'query', 'flow', 'base', 'log', 'proto'],
  },
  {
    name: 'review',
    at: ['apps/server/src/review/'],
    may: [VIEW, 'history', 'policy', 'query', 'base', 'log', 'proto'],
  },
  { name: 'policy', at: ['apps/server/src/policy/'], may: ['base', 'proto'], pure: true },
  { name: 'overload-guard', at: ['apps/server/src/overload-guard.ts'], may: ['base', 'log'] },
  { name: 'built-in-relay', at: ['apps/server/src/built-in-relay.ts'], may: ['base', 'log'] },
  {
    name: 'server',
    at: ['main', 'pipeline', 'captures', 'opened-capture'].map((name) => `apps/server/src/${name}.ts`),
    may: ['*'],
  },

  // The simulated relay.
  { name: 'sim-event', at: ['apps/relay-sim/src/sim-event.ts'], may: ['proto'], pure: true },
  { name: 'world', at: ['apps/relay-sim/src/world/'], may: ['sim-event', 'proto'], pure: true },
  { name: 'scenarios', at: ['apps/relay-sim/src/scenarios/'], may: ['world', 'sim-event', 'proto'], pure: true },
  {
    name: 'rpc-error',
    at: ['apps/relay-sim/src/transport/rpc-error.ts'],
    may: [],
    pure: true,
    takes: ['@grpc/grpc-js'],
  },
  {
    name: 'filter',
    at: ['apps/relay-sim/src/filter/'],
    may: ['rpc-error', 'proto'],
    pure: true,
    takes: ['@grpc/grpc-js'],
  },
  {
    name: 'ledger',
    at: ['apps/relay-sim/src/ledger/', 'apps/relay-sim/src/ledger.ts', 'apps/relay-sim/src/tally.ts'],
    may: ['world', 'sim-event', 'proto'],
    pure: true,
  },
  {
    name: 'replay',
    at: ['apps/relay-sim/src/replay/', 'apps/relay-sim/src/replay.ts'],
    may: ['world', 'sim-event', 'flow', 'proto'],
  },
  {
    name: 'sim-doors',
    at: ['agent', 'relay', 'transport', 'faults', 'raw'].map((folder) => `apps/relay-sim/src/${folder}/`),
    may: ['rpc-error', 'filter', 'ledger', 'world', 'sim-event', 'sim', 'proto'],
  },
  { name: 'sim', at: ['apps/relay-sim/src/'], may: ['*'], speaks: true },

  // The page.
  { name: 'web-base', at: ['apps/web/src/base/'], may: [] },
  { name: 'view', at: ['apps/web/src/view/'], may: ['web-base', 'query', 'proto'], pure: true },
  { name: 'live', at: ['apps/web/src/live/'], may: ['view', 'web-base', 'query', 'proto'] },
  { name: 'web-history', at: ['apps/web/src/history/'], may: ['live', 'view', 'web-base', 'query', 'proto'] },
  { name: 'layout', at: ['apps/web/src/map/layout/'], may: ['web-base'], pure: true },
  {
    name: 'map-model',
    at: ['apps/web/src/map/model/'],
    may: ['layout', 'view', 'web-base', 'query', 'proto'],
    pure: true,
  },
  { name: 'paint', at: ['apps/web/src/map/paint/'], may: ['map-model', 'layout', 'view', 'web-base'], pure: true },
  {
    name: 'map',
    at: ['apps/web/src/map/'],
    may: ['paint', 'map-model', 'layout', 'live', 'view', 'web-base', 'proto'],
  },
  { name: 'trouble', at: ['apps/web/src/trouble/'], may: ['live', 'view', 'web-base', 'query', 'proto'] },
  { name: 'filter', at: ['apps/web/src/filter/'], may: ['live', 'view', 'web-base', 'query', 'proto'] },
  { name: 'tables', at: ['apps/web/src/tables/'], may: ['live', 'web-history', 'view', 'web-base', 'query', 'proto'] },
  // Single flows: what arrives is kept by a worker. One flow in full, and what belongs to its connection.
  {
    name: 'flows',
    at: ['apps/web/src/flows/'],
    may: ['live', 'web-history', 'view', 'web-base', 'query', 'flow', 'proto'],
  },
  // Requests and questions: as pages of their own, and as tables for the panel.
  {
    name: 'layer7',
    at: ['apps/web/src/layer7/'],
    may: ['flows', 'live', 'web-history', 'view', 'web-base', 'query', 'proto'],
  },
  // What an edge or an end was, in words: from evidence to statements.
  { name: 'why', at: ['apps/web/src/drilldown/why/'], may: ['view', 'web-base', 'query', 'flow', 'proto'], pure: true },
  {
    name: 'drilldown',
    at: ['apps/web/src/drilldown/'],
    may: ['why', 'flows', 'layer7', 'live', 'web-history', 'view', 'web-base', 'query', 'flow', 'proto'],
  },
  {
    name: 'web-review',
    at: ['apps/web/src/review/'],
    may: ['live', 'web-history', 'view', 'web-base', 'query', 'proto'],
  },
  { name: 'page', at: ['apps/web/src/main.tsx', 'apps/web/src/App.tsx'], may: ['*'] },

  // The whole house.
  { name: 'test', at: ['test/'], may: ['*'], speaks: true },
];

test('[HOUSE-1] every file stands in a room and imports only what the plan allows', () => {
  const files = readHouse();
  const long = longFiles(files);
  expect(complaintsAbout(PLAN, files), `look for a second idea in: ${long.join(', ') || 'nothing'}`).toEqual([]);
});

test('[HOUSE-1] an import that is not in the plan is found, however it is written', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/relay/source.ts
      export const open = 1;
      --- apps/server/src/decode/reader.ts
      import { open } from '../relay/source.ts';
      --- apps/server/src/decode/types.ts
      import type { open } from '../relay/source.ts';
      --- apps/server/src/decode/again.ts
      export { open } from '../relay/source.ts';
      --- apps/server/src/decode/later.ts
      export const later = () => import('../relay/source.ts');
      --- apps/server/src/decode/shape.ts
      export type Open = import('../relay/source.ts').Open;
      --- apps/server/src/decode/worker.ts
      export const worker = new URL('../relay/source.ts', import.meta.url);
    `),
  ).toEqual(
    ['again', 'later', 'reader', 'shape', 'types', 'worker'].map(
      (name) => `apps/server/src/decode/${name}.ts:1 room decode may not import ../relay/source.ts of room relay`,
    ),
  );
});

test('[HOUSE-1] a room that is open by one file is closed otherwise', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/aggregate/graph-view.ts
      export interface GraphView {}
      --- apps/server/src/aggregate/graph.ts
      export class Graph {}
      --- apps/server/src/http/map.ts
      import type { GraphView } from '../aggregate/graph-view.ts';
      import { Graph } from '../aggregate/graph.ts';
    `),
  ).toEqual(['apps/server/src/http/map.ts:2 room http may not import ../aggregate/graph.ts of room aggregate']);
});

test('[HOUSE-1] a file outside of every room and an import of nothing are found', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/shed/spade.ts
      export const spade = 1;
      --- apps/server/src/relay/source.ts
      import { gone } from './gone.ts';
    `),
  ).toEqual([
    'apps/server/src/relay/source.ts:1 imports ./gone.ts, which does not exist',
    'apps/server/src/shed/spade.ts stands in no room of the plan',
  ]);
});

test('[HOUSE-2] a cycle is found once, also one of types', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/relay/b.ts
      import { c } from './c.ts';
      --- apps/server/src/relay/a.ts
      import { b } from './b.ts';
      --- apps/server/src/relay/c.ts
      import type { a } from './a.ts';
      import { b } from './d.ts';
      --- apps/server/src/relay/d.ts
      export const d = 1;
    `),
  ).toEqual([
    'apps/server/src/relay/a.ts -> apps/server/src/relay/b.ts -> apps/server/src/relay/c.ts -> apps/server/src/relay/a.ts is a cycle',
  ]);
});

test('[HOUSE-3] a clock, randomness, a timer or I/O in a pure room is found', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/decode/impure.ts
      import { readFileSync } from 'node:fs';
      import { connect } from 'node:net';
      import { Client } from '@grpc/grpc-js';
      import { fromBinary } from '@bufbuild/protobuf';
      export const at = [Date.now(), performance.now(), new Date(), Math.random()];
      export const then = new Date(0);
      setTimeout(() => setInterval(readFileSync, 1), 1);
      export const home = process.env.HOME;
      // Date.now() in a comment and 'Math.random()' in a string are words.
      export const words = 'Math.random()';
    `),
  ).toEqual([
    'apps/server/src/decode/impure.ts:1 pure room decode imports node:fs',
    'apps/server/src/decode/impure.ts:2 pure room decode imports node:net',
    'apps/server/src/decode/impure.ts:3 pure room decode imports @grpc/grpc-js',
    'apps/server/src/decode/impure.ts:5 pure room decode uses Date.now',
    'apps/server/src/decode/impure.ts:5 pure room decode uses Math.random',
    'apps/server/src/decode/impure.ts:5 pure room decode uses new Date()',
    'apps/server/src/decode/impure.ts:5 pure room decode uses performance.now',
    'apps/server/src/decode/impure.ts:7 pure room decode uses setInterval',
    'apps/server/src/decode/impure.ts:7 pure room decode uses setTimeout',
    'apps/server/src/decode/impure.ts:8 pure room decode uses process.env',
  ]);
});

test('[HOUSE-3] a clock behind an allowed import is found, its type is not', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/base/clock.ts
      export interface Clock { nowMs(): number }
      export const systemClock: Clock = { nowMs: () => Date.now() };
      --- apps/server/src/base/ticks.ts
      export { systemClock } from './clock.ts';
      --- apps/server/src/decode/reader.ts
      import { systemClock } from '../base/ticks.ts';
      import type { Clock } from '../base/clock.ts';
    `),
  ).toEqual(['apps/server/src/decode/reader.ts:1 pure room decode reaches Date.now through ../base/ticks.ts']);
});

test('[HOUSE-4] what only tests use is not part of a program', () => {
  expect(
    complaintsIn(`
      --- apps/server/src/relay/test-relay.ts
      import { setTimeout } from 'node:timers';
      --- apps/server/src/decode/testing/naive.ts
      import { relay } from '../../relay/test-relay.ts';
      --- apps/server/src/decode/reader.test.ts
      import { naive } from './testing/naive.ts';
      --- apps/server/src/relay/source.ts
      import { relay } from './test-relay.ts';
    `),
  ).toEqual(['apps/server/src/relay/source.ts:1 imports ./test-relay.ts, which is for tests']);
});

test('[HOUSE-4] default exports, any, silenced errors, consoles, long files, empty names and local paths are found', () => {
  const long = Array.from({ length: 401 }, () => '//').join('\n');
  expect(
    complaintsIn(`
      --- apps/server/src/relay/a.ts
      // @ts-ignore
      export default function (x: any) { console.log(x); }
      --- apps/server/src/relay/b.ts
      export { a as default } from './c.ts';
      --- apps/server/src/relay/c.ts
      export const place = '/home/me/x', glob = 'a/home/b';
      --- apps/server/src/relay/index.ts
      --- apps/server/src/relay/utils/x.ts
      --- apps/server/src/base/log.ts
      console.log('the one place');
      --- apps/server/src/relay/long.ts
      ${long}
    `),
  ).toEqual([
    'apps/server/src/relay/a.ts:1 has @ts-ignore',
    'apps/server/src/relay/a.ts:2 has `any`',
    'apps/server/src/relay/a.ts:2 has a default export',
    'apps/server/src/relay/a.ts:2 uses console.log',
    'apps/server/src/relay/b.ts:1 has a default export',
    'apps/server/src/relay/c.ts:1 names a place of one machine: /home/',
    'apps/server/src/relay/index.ts has a name that says nothing: index.ts',
    'apps/server/src/relay/long.ts has 402 lines, more than 400',
    'apps/server/src/relay/utils/x.ts has a name that says nothing: utils',
  ]);
});

test('[HOUSE-8] text that becomes a program, a pattern or markup is found', () => {
  expect(
    complaintsIn(`
      --- apps/web/src/tables/rows.tsx
      export const fixed = [/a+/, new RegExp('a+'), RegExp('a+')];
      export const built = (text: string) => [new RegExp(text), RegExp(text), eval(text), new Function(text)];
      export const put = (node: Element, text: string) => { node.innerHTML = text; };
      export const row = (text: string) => <p dangerouslySetInnerHTML={{ __html: text }} />;
    `),
  ).toEqual([
    'apps/web/src/tables/rows.tsx:2 trusts text: RegExp()',
    'apps/web/src/tables/rows.tsx:2 trusts text: eval()',
    'apps/web/src/tables/rows.tsx:2 trusts text: new Function()',
    'apps/web/src/tables/rows.tsx:2 trusts text: new RegExp()',
    'apps/web/src/tables/rows.tsx:3 trusts text: innerHTML',
    'apps/web/src/tables/rows.tsx:4 trusts text: dangerouslySetInnerHTML',
  ]);
});

/** What the laws say about files drawn as text: `--- path` begins a file. */
function complaintsIn(drawing: string): string[] {
  const files = drawing.split(/^ *--- /m).slice(1);
  return complaintsAbout(
    PLAN,
    files.map((file) => {
      const [path = '', ...lines] = file.split('\n');
      return factsOf(path.trim(), lines.map((line) => line.trim()).join('\n'));
    }),
  );
}

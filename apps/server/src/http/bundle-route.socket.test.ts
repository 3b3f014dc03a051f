import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Intake } from '../aggregate/intake.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { readCsvLine } from '../evidence/csv.ts';
import { DRAWN_MS, drawnRecording } from '../evidence/testing/drawn-recording.ts';
import { filesOf, writeFilesTo } from '../evidence/testing/zip-doctor.ts';
import { verifyBundle } from '../evidence/verify-bundle.ts';
import { openCapture, type OpenedCapture } from '../opened-capture.ts';
import { runServer, type RunningServer } from './test-server.ts';

const RECORDING = drawnRecording(`
  1s    web -> cart:8080    forwarded
  2s    web -> cart:8080    forwarded
  11s   cart -> redis:6379  dropped by deny-redis
  12s   cart -> redis:6379  dropped by deny-redis
  14s   =cmd -> cart:8080   forwarded
  31s   web -> cart:8080    audit by try-web
`);
const FOLDER = mkdtempSync(join(tmpdir(), 'orrery-bundle-'));
const ALL = { since: iso(0), until: iso(60) };
let server: RunningServer;
let opened: OpenedCapture;

beforeAll(async () => {
  opened = await open(RECORDING);
  server = await serve(opened);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(FOLDER, { recursive: true });
});

test('[PROOF-31] a bundle of a range fits, and its sums are those of the map', async () => {
  const path = await bundle({ ...ALL });
  expect(await verifyBundle(path)).toMatchObject({ kind: 'fits' });
  const files = await filesOf(path);
  expect([...files.keys()].toSorted()).toEqual(
    [
      'SHA256SUMS',
      'completeness.json',
      'dns.csv',
      'edges.csv',
      'flows.ndjson',
      'http.csv',
      'ledger.ndjson',
      'manifest.json',
      'summary.md',
    ].toSorted(),
  );
  const manifest = JSON.parse(String(files.get('manifest.json'))) as { totals: { figures: Record<string, number> } };
  expect(manifest.totals).toMatchObject({ edges: 3, flows_written: 6 });
  expect(manifest.totals.figures).toMatchObject({
    flows_forwarded: 3,
    flows_dropped: 2,
    flows_audit: 1,
    denied_attempts: 2,
  });
  const [head = '', first = ''] = String(files.get('edges.csv')).split('\r\n');
  const worst = Object.fromEntries(readCsvLine(head).map((name, index) => [name, readCsvLine(first)[index]]));
  expect(worst).toMatchObject({ destination_workload: 'redis', flows_dropped: '2', denied_by: 'shop/deny-redis' });
  expect(String(files.get('summary.md'))).toMatch(/\| `shop\/cart` \| `shop\/redis` \| 6379\/TCP \| 2 \|/);
});

test('[PROOF-31] a query narrows every file of a bundle', async () => {
  const path = await bundle({ ...ALL, q: 'verdict:DROPPED' });
  expect(await verifyBundle(path)).toMatchObject({ kind: 'fits' });
  const files = await filesOf(path);
  expect(String(files.get('flows.ndjson')).trimEnd().split('\n')).toHaveLength(2);
  const manifest = JSON.parse(String(files.get('manifest.json'))) as { totals: object };
  expect(manifest.totals).toMatchObject({ edges: 1, flows_written: 2 });
});

test('[PROOF-32] a changed byte, a missing and an added file are named', async () => {
  const path = await bundle({ ...ALL });
  const files = await filesOf(path);
  const doctored = join(FOLDER, 'doctored.zip');
  for (const name of files.keys()) {
    const bytes = Buffer.from(files.get(name) ?? '');
    if (bytes.length === 0) continue;
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFilesTo(doctored, new Map([...files, [name, bytes]]));
    const changed = await verifyBundle(doctored);
    expect(changed.kind, name).toBe('does not fit');
    expect(changed.sentence, name).toMatch(new RegExp(`^${name}: `));

    await writeFilesTo(doctored, new Map([...files].filter(([other]) => other !== name)));
    expect((await verifyBundle(doctored)).sentence, name).toBe(`${name}: it is missing`);
  }
  await writeFilesTo(doctored, new Map([...files, ['more.txt', Buffer.from('more')]]));
  expect((await verifyBundle(doctored)).sentence).toBe('more.txt: the manifest does not know it');
});

test('[PROOF-33] what a bundle says of flows, opened again, is the same', async () => {
  const files = await filesOf(await bundle({ ...ALL }));
  const again = await open(String(files.get('flows.ndjson')).trimEnd().split('\n'));
  expect(again.report).toMatchObject({ flows: 6, badLines: 0 });
  await using other = await serve(again);
  const [before, after] = [await bundle({ ...ALL }), await bundle({ ...ALL }, other)];
  const tables = await Promise.all([filesOf(before), filesOf(after)]);
  const [edges, same] = tables.map((table) => String(table.get('edges.csv')));
  expect(same).toBe(edges);
});

test('[PROOF-34] a reader that leaves ends the work for it', async () => {
  const leaving = new AbortController();
  const answer = await server.get(`/api/v1/bundle?${new URLSearchParams(ALL).toString()}`, { signal: leaving.signal });
  leaving.abort();
  await expect(answer.arrayBuffer()).rejects.toThrow(/abort/i);
  expect(await verifyBundle(await bundle({ ...ALL }))).toMatchObject({ kind: 'fits' });
});

test('[PROOF-30] a name that a spreadsheet would run is text in every table', async () => {
  const files = await filesOf(await bundle({ ...ALL }));
  const cells = String(files.get('edges.csv')).split('\r\n').flatMap(readCsvLine);
  expect(cells).toContain("'=cmd");
  expect(cells.filter((cell) => /^[=+@]/.test(cell))).toEqual([]);
});

test('[PROOF-45] a recording in any order, with bad lines, is history', async () => {
  const turned = await open([...RECORDING].toReversed().flatMap((line) => [line, '', 'no json']));
  expect(turned.report).toMatchObject({ flows: 6, badLines: 6, firstBad: { line: 3, reason: 'not JSON' } });
  await using other = await serve(turned);
  const path = await bundle({ ...ALL }, other);
  const [one, two] = await Promise.all([filesOf(path), filesOf(await bundle({ ...ALL }))]);
  expect(String(one.get('edges.csv'))).toBe(String(two.get('edges.csv')));
  const status = await other.json<{ opened: object }>('/api/v1/status');
  expect(status.opened).toEqual({
    file: 'recording.jsonl',
    from: iso(0),
    to: iso(40),
    flows: 6,
    lost_events: 0,
    bad_lines: 6,
    first_bad: { line: 3, reason: 'not JSON' },
    left_out_lines: 0,
  });
});

test('[PROOF-46] a file with nothing readable is told in a sentence', async () => {
  await expect(open(['nothing', '{}'])).rejects.toThrow(/holds no flows that can be read: 2 lines .* line 1: not JSON/);
  await expect(open([])).rejects.toThrow(/holds no flows/);
});

async function open(lines: readonly string[]): Promise<OpenedCapture> {
  const path = join(mkdtempSync(join(FOLDER, 'capture-')), 'recording.jsonl');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  const intake = new Intake({ maxEdges: 1000, keptFlowsBytes: 16 * 1024 * 1024, seed: 1 });
  const log = createLog({ level: 'error', write: () => undefined });
  return openCapture(path, intake, { clock: systemClock, log }, new AbortController().signal);
}

function serve({ intake, history, clock, report }: OpenedCapture): Promise<RunningServer> {
  const { graph } = intake;
  const deps = { graph, l7: graph, kept: graph, ledger: intake.ledger, past: history, clock, opened: report };
  return runServer({ deps });
}

let bundles = 0;
async function bundle(asked: Record<string, string>, from = server): Promise<string> {
  const answer = await from.get(`/api/v1/bundle?${new URLSearchParams(asked).toString()}`);
  expect(answer.status, answer.status === 200 ? '' : await answer.clone().text()).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  const path = join(FOLDER, `bundle-${(bundles += 1)}.zip`);
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  return path;
}

function iso(second: number): string {
  return new Date(DRAWN_MS + second * 1000).toISOString();
}

import { expect, test } from 'vitest';

interface Lock {
  readonly packages: Readonly<Record<string, { version?: string; optional?: boolean; link?: boolean }>>;
}
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
}
interface Counts {
  readonly passed: number;
  readonly failed: number;
}

// The scripts are plain JavaScript: they run before there is a compiler.
const { lackOf } = (await script('install.mjs')) as {
  readonly lackOf: (wanted: Lock, installed: Lock | undefined) => string | undefined;
};
const { countReport } = (await script('tests.mjs')) as {
  readonly countReport: (report: Report | undefined, code: number) => Counts;
};

test('[HOUSE-10] nothing is installed again when every package of the lockfile is there in its version', () => {
  const wanted = lock({ 'node_modules/ws': { version: '8.1.0' }, 'node_modules/@x/y': { link: true } });
  expect(lackOf(wanted, wanted)).toBeUndefined();
});

test('[HOUSE-10] a missing package, another version and an install that did not end are noticed', () => {
  const wanted = lock({ 'node_modules/ws': { version: '8.1.0' }, 'apps/web/node_modules/ws': { version: '7.0.0' } });
  expect(lackOf(wanted, undefined)).toBe('nothing is installed yet');
  expect(lackOf(wanted, lock({ 'node_modules/ws': { version: '8.1.0' } }))).toBe('apps/web/node_modules/ws is missing');
  expect(lackOf(wanted, lock({ 'node_modules/ws': { version: '8.0.0' } }))).toBe('node_modules/ws is not 8.1.0');
});

test('[HOUSE-10] a platform package of another machine is not missed', () => {
  expect(lackOf(lock({ 'node_modules/x-win32': { version: '1.0.0', optional: true } }), lock({}))).toBeUndefined();
});

test('[HOUSE-11] passed and failed tests are counted as vitest counts them', () => {
  const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
  expect(countReport(report({ numPassedTests: 7, numFailedTests: 1, testResults: [file] }), 1)).toMatchObject({
    passed: 7,
    failed: 1,
  });
});

test('[HOUSE-11] a file that does not load, an error outside of a test and a missing report are failures', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(countReport(report({ testResults: [broken] }), 1)).toMatchObject({ failed: 1 });
  expect(countReport(report({ numPassedTests: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(countReport(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
});

function lock(packages: Lock['packages']): Lock {
  return { packages };
}

function report(part: Partial<Report>): Report {
  return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], ...part };
}

async function script(name: string): Promise<unknown> {
  return import(new URL(`../scripts/${name}`, import.meta.url).href);
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './child.mjs';
import { bin } from './paths.mjs';

/** Runs one vitest project and counts: `{ passed, failed, skipped, text }`. */
export async function runTests(project, { output = 'keep' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-report-'));
  const report = join(folder, 'report.json');
  try {
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code, text } = await run(bin('vitest'), args, { output });
    return { ...countReport(readReport(report), code), text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Counts tests. A file that could not be loaded, a missing report and an error outside of any test
 * count as one failure each: vitest's own counts leave them out.
 */
export function countReport(report, code) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // vitest ended before it wrote one: counted as a failure
  }
}

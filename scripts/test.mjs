// All tests, on a machine where nothing is installed yet: `npm test`. The last line on stdout is
// `N passed, N failed`: tests and checks together.
import { buildHouse } from './build.mjs';
import { check, report } from './check.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureSystem } from './system.mjs';
import { runTests } from './tests.mjs';

await ensureInstalled();
const sum = { passed: 0, failed: 0 };

await step('programs', async () => verdict(await ensureSystem()));
add(await check());
const build = await step('build', async () =>
  verdict(
    (await buildHouse(['apps/server', 'apps/relay-sim', 'test'])) ? [] : ['The build failed; what it said is above.'],
  ),
);
await step('slow tests', () => runTests('slow'));
if (build.failed === 0) await step('house tests', () => runTests('house', { output: 'inherit' }));

process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;

async function step(name, work) {
  const startMs = performance.now();
  const result = await work();
  report(name, result, performance.now() - startMs);
  add(result);
  return result;
}

function add({ passed, failed }) {
  sum.passed += passed;
  sum.failed += failed;
}

function verdict(sentences) {
  return { passed: sentences.length === 0 ? 1 : 0, failed: sentences.length === 0 ? 0 : 1, text: sentences.join('\n') };
}

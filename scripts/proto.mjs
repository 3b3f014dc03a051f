// Generates TypeScript from proto/: `node scripts/proto.mjs generate`, or, with `drift`, only looks whether
// proto/gen is what would be generated. Needs no network.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, say } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT, bin } from './paths.mjs';

const PROTO = join(ROOT, 'proto');

await ensureInstalled();
process.exitCode = process.argv[2] === 'drift' ? await drift() : await generate('.');

async function generate(folder) {
  const { code, text } = await run(bin('buf'), ['generate', '--output', folder], { cwd: PROTO });
  if (code !== 0) say(text);
  return code;
}

async function drift() {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-proto-'));
  try {
    if ((await generate(folder)) !== 0) return 1;
    const wanted = filesBelow(join(folder, 'gen'));
    const found = filesBelow(join(PROTO, 'gen'));
    const names = new Set([...wanted.keys(), ...found.keys()]);
    const drifted = [...names].filter((name) => wanted.get(name) !== found.get(name));
    for (const name of drifted) say(`proto/gen/${name} is not what proto/ says; run npm run generate.`);
    return drifted.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesBelow(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

// Assembles the WebAssembly of the server: `node scripts/wasm.mjs generate`, or, with `drift`, only looks whether
// what is checked in is what would be assembled.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT } from './paths.mjs';

const TEXT = 'apps/server/src/decode/known-bytes.wat';
const CODE = 'apps/server/src/decode/known-bytes.wasm.ts';

await ensureInstalled();
const code = `// Assembled from known-bytes.wat by npm run generate.
/** In base64. */
export const KNOWN_BYTES =
${lines((await assembled()).toString('base64'))};
`;
if (process.argv[2] !== 'drift') writeFileSync(join(ROOT, CODE), code);
else if (readFileSync(join(ROOT, CODE), 'utf8') !== code) {
  say(`${CODE} is not what ${TEXT} says; run npm run generate.`);
  process.exitCode = 1;
}

async function assembled() {
  const { default: load } = await import('wabt');
  const wabt = await load();
  const module = wabt.parseWat(TEXT, readFileSync(join(ROOT, TEXT), 'utf8'), { simd: true });
  try {
    module.resolveNames();
    module.validate();
    return Buffer.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

function lines(text) {
  const pieces = text.match(/.{1,100}/g) ?? [];
  return pieces.map((piece) => `  '${piece}'`).join(' +\n');
}

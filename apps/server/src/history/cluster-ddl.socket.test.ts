import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onCluster } from './cluster-ddl.ts';
import { MIGRATIONS } from './schema.ts';
import { clusterClient } from './store-client.ts';
import { startHttpEngine } from './testing/http-engine.ts';

test('[HIST-56] a real engine understands every statement that a cluster is given', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  const engine = await startHttpEngine(join(directory, 'engine'));
  const client = clusterClient({ url: engine.url, user: undefined, password: undefined });
  try {
    let understood = 0;
    for (const statement of MIGRATIONS.flatMap(({ statements }) => statements)) {
      for (const query of onCluster(statement, { cluster: 'prod' })) {
        const answer = await client.query({ query: `EXPLAIN AST ${query}`, format: 'JSONEachRow' });
        if ((await answer.json()).length > 0) understood += 1;
      }
    }
    expect(understood).toBeGreaterThan(40);
  } finally {
    await client.close();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

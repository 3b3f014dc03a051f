import { fromBinary, toJsonString } from '@bufbuild/protobuf';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { buildCluster } from './load-cluster.ts';
import { LoadFlows } from './load-flows.ts';
import { buildScripts } from './load-scripts.ts';
import { PREFIX_BYTES } from './load-templates.ts';

const SIZE = { nodes: 2, workloads: 60, podsPerWorkload: 2, edges: 100 };
const FLOWS = 1200;

/** A recording, as `hubble observe -o json` prints one, of two nodes with a flow every `everyMs`. */
export function writeQuietRecording(everyMs: number): { readonly file: string; remove(): void } {
  const cluster = buildCluster(SIZE, 1);
  const flows = new LoadFlows(buildScripts(cluster), cluster.nodes.length, 4);
  const out = Buffer.alloc(flows.maxMessageBytes);
  const startMs = Date.now();
  const lines = Array.from({ length: FLOWS }, (_, index) => {
    flows.setTime(startMs + index * everyMs);
    const end = flows.write(flows.draw(), out, 0, 1);
    flows.advance();
    const response = fromBinary(GetFlowsResponseSchema, out.subarray(PREFIX_BYTES, end));
    return toJsonString(GetFlowsResponseSchema, response, { useProtoFieldName: true });
  });
  const directory = mkdtempSync(join(tmpdir(), 'orrery-bench-'));
  const file = join(directory, 'quiet.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { file, remove: () => rmSync(directory, { recursive: true }) };
}

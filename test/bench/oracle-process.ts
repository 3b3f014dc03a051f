import { fromBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { buildCluster, FULL_SIZE } from './load-cluster.ts';
import { LoadFlows } from './load-flows.ts';
import { buildScripts } from './load-scripts.ts';
import { PREFIX_BYTES } from './load-templates.ts';

/** Decodes flows of the load with the generated code and nothing else, and prints what one costs. */
const MESSAGES = 30_000;
const PASSES = 4;

const cluster = buildCluster(FULL_SIZE, 1);
const flows = new LoadFlows(buildScripts(cluster), cluster.nodes.length, 3);
const buffer = Buffer.alloc(flows.maxMessageBytes);
flows.setTime(Date.now());
const messages = Array.from({ length: MESSAGES }, () => {
  const template = flows.draw();
  const end = flows.write(template, buffer, 0, 1);
  flows.advance();
  return Uint8Array.from(buffer.subarray(PREFIX_BYTES, end));
});

decodeAll();
const before = process.cpuUsage();
let decoded = 0;
for (let pass = 0; pass < PASSES; pass++) decoded += decodeAll();
const used = process.cpuUsage(before);

process.stdout.write(
  `${JSON.stringify({
    oracleMicros: (used.user + used.system) / decoded,
    meanBytes: messages.reduce((sum, { length }) => sum + length, 0) / MESSAGES,
  })}\n`,
);

function decodeAll(): number {
  let withFlow = 0;
  for (const message of messages) {
    if (fromBinary(GetFlowsResponseSchema, message).responseTypes.case === 'flow') withFlow++;
  }
  return withFlow;
}

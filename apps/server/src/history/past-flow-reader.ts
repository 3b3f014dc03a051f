import type { ClickHouseClient } from '@clickhouse/client';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { FLOW_COUNTS, FLOWS } from './flow-tables.ts';
import { bytesOfText, textOfBytes } from './flow-text.ts';
import type { FlowCounts, FlowsAsk, KeptAs, PastFlow, PastFlowCursor } from './past-flows.ts';
import { queryRows } from './query-rows.ts';

type Ask = <T>(question: (client: ClickHouseClient) => Promise<T>) => Promise<T>;

/** The first page is small, as many who ask want no more; those after it are larger. Flows have about a kilobyte. */
const FIRST_PAGE = 250;
const LARGEST_PAGE = 4000;

/**
 * Page by page, each a statement of its own: whoever stops reading holds nothing. A flow that stands there twice, for its
 * batch was sent again after the store had forgotten it, is given once.
 */
export async function* readFlows(ask: Ask, flows: FlowsAsk): AsyncGenerator<PastFlow> {
  let { after } = flows;
  let left = flows.atMost ?? Infinity;
  for (let page = FIRST_PAGE; left > 0; page = Math.min(LARGEST_PAGE, page * 4)) {
    const limit = Math.min(page, left);
    const { query, parameters } = statement({ ...flows, after }, limit);
    const rows = await ask((client) => queryRows(client, query, parameters));
    for (const row of rows) {
      const flow = flowOf(row);
      const isAgain = after !== undefined && isSamePlace(flow, after);
      after = flow;
      if (!isAgain) yield flow;
    }
    left -= rows.length;
    if (rows.length < limit) return;
  }
}

export async function readFlowCounts(client: ClickHouseClient, { from, to }: SecondRange): Promise<FlowCounts> {
  const [row = []] = await queryRows(
    client,
    `SELECT sum(evidence), sum(over_cap), sum(sample), sum(sample_of) FROM ${FLOW_COUNTS}
     WHERE bucket >= {from:UInt32} AND bucket < {to:UInt32}`,
    { from, to },
  );
  const [evidence = 0, overCap = 0, sample = 0, sampleOf = 0] = row.map(Number);
  return { evidence, overCap, sample, sampleOf };
}

interface Statement {
  readonly query: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

function statement({ range, order, after, edge, verdicts, holding, keptAs }: FlowsAsk, limit: number): Statement {
  const isBackwards = order === 'newest first';
  const conditions = ['time_ms >= {from:Int64}', 'time_ms < {to:Int64}'];
  const parameters: Record<string, unknown> = { from: range.from * 1000, to: range.to * 1000 };
  if (after !== undefined) {
    conditions.push(`time_ms ${isBackwards ? '<=' : '>='} {time:Int64}`);
    conditions.push(`${PLACE} ${isBackwards ? '<' : '>'} ({time:Int64}, {bucket:UInt32}, {place:UInt32})`);
    Object.assign(parameters, placeOf(after));
  }
  if (edge !== undefined) {
    conditions.push(`port = {port:UInt16} AND protocol = {protocol:UInt8}`);
    conditions.push(`concat(source, '|', destination) = {ends:String}`);
    Object.assign(parameters, { port: edge.port, protocol: edge.protocol, ends: edge.ends });
  }
  if (verdicts !== undefined) {
    conditions.push('verdict IN {verdicts:Array(UInt8)}');
    parameters.verdicts = verdicts;
  }
  if (keptAs !== undefined) {
    conditions.push('kept = {kept:String}');
    parameters.kept = keptAs;
  }
  if (holding !== undefined) {
    const texts = holding.map((text, index) => {
      parameters[`text${index}`] = textOfBytes(Buffer.from(text));
      return `position(bytes, {text${index}:String}) > 0`;
    });
    conditions.push(texts.length === 0 ? '0' : `(${texts.join(' OR ')})`);
  }
  const direction = isBackwards ? 'DESC' : 'ASC';
  const query = `SELECT time_ms, bucket, place, source, destination, port, protocol, verdict, kept, one_in, bytes
    FROM ${FLOWS} WHERE ${conditions.join(' AND ')}
    ORDER BY time_ms ${direction}, bucket ${direction}, place ${direction} LIMIT ${limit}`;
  return { query, parameters };
}

const PLACE = '(time_ms, bucket, place)';

function isSamePlace(left: PastFlowCursor, right: PastFlowCursor): boolean {
  return left.timeMs === right.timeMs && left.bucket === right.bucket && left.place === right.place;
}

function placeOf({ timeMs, bucket, place }: PastFlowCursor): Record<string, number> {
  return { time: timeMs, bucket, place };
}

function flowOf(row: readonly unknown[]): PastFlow {
  const [time, bucket, place, source, destination, port, protocol, verdict, kept, oneIn, text] = row as FlowTuple;
  return {
    timeMs: Number(time),
    bucket: Number(bucket),
    place: Number(place),
    source,
    destination,
    port,
    protocol,
    verdict,
    kept,
    oneIn: Number(oneIn),
    bytes: bytesOfText(text),
  };
}

type FlowTuple = readonly [
  timeMs: unknown,
  bucket: unknown,
  place: unknown,
  source: string,
  destination: string,
  port: number,
  protocol: number,
  verdict: number,
  kept: KeptAs,
  oneIn: unknown,
  bytes: string,
];

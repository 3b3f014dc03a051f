/** One flow as a line of a list. */
export interface KeptFlowLine {
  readonly number: number;
  /** NaN when the flow has no time. */
  readonly timeMs: number;
  readonly verdict: string;
  /** What it says beside the verdict: reason, request, question. */
  readonly text: string;
  /** The whole of it, indented. */
  readonly json: string;
}

/** Reads an answer of `api/v1/flows`. Whatever is in it, the lines are only text. */
export function keptFlowLines(answer: unknown): readonly KeptFlowLine[] {
  if (!Array.isArray(answer)) return [];
  return answer.map((item: unknown, i) => {
    const flow = member(item, 'flow');
    const number = member(item, 'number');
    return {
      number: typeof number === 'number' ? number : -i,
      timeMs: Date.parse(textOf(member(flow, 'time')) || textOf(member(item, 'time'))),
      verdict: textOf(member(flow, 'verdict')) || 'undecodable',
      text: flow === undefined ? 'bytes that are no flow' : summaryOf(flow),
      json: JSON.stringify(item, null, 2),
    };
  });
}

function summaryOf(flow: unknown): string {
  const http = member(member(flow, 'l7'), 'http');
  const dns = member(member(flow, 'l7'), 'dns');
  const code = member(http, 'code');
  const parts = [
    textOf(member(flow, 'traffic_direction')).toLowerCase().replace('traffic_direction_unknown', ''),
    textOf(member(flow, 'drop_reason_desc')),
    textOf(member(http, 'method')),
    textOf(member(http, 'url')),
    typeof code === 'number' && code > 0 ? String(code) : '',
    textOf(member(dns, 'query')),
    http === undefined && dns === undefined ? textOf(member(flow, 'Summary')) : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** An own member, never one of a prototype. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

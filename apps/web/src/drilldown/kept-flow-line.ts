import { member, textMember } from '../base/json-member.ts';

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
      timeMs: Date.parse(textMember(flow, 'time') || textMember(item, 'time')),
      verdict: textMember(flow, 'verdict') || 'undecodable',
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
    textMember(flow, 'traffic_direction').toLowerCase().replace('traffic_direction_unknown', ''),
    textMember(flow, 'drop_reason_desc'),
    textMember(http, 'method'),
    textMember(http, 'url'),
    typeof code === 'number' && code > 0 ? String(code) : '',
    textMember(dns, 'query'),
    http === undefined && dns === undefined ? textMember(flow, 'Summary') : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

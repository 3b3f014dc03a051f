import { member, textMember } from '../base/json-member.ts';
import type { KeptFlow } from '../layer7/kept-flow.ts';

/** What a flow says beside its verdict: side, reason, request, question. Hostile text. */
export function flowWords({ direction, http, dns, json }: KeptFlow): string {
  const flow = member(json, 'flow');
  const parts = [
    direction,
    textMember(flow, 'drop_reason_desc'),
    http?.method ?? '',
    http?.url ?? '',
    http !== undefined && http.code > 0 ? String(http.code) : '',
    dns?.query ?? '',
    http === undefined && dns === undefined ? textMember(flow, 'Summary') : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

import { listMember, member, numberMember, textMember } from '../base/json-member.ts';
import { dropWords } from './store/flow-columns.ts';
import { rcodeName, target } from './store/row-summary.ts';
import type { StoryStep } from './story.ts';

/** What happened in a step, and what is told beside it. */
export interface StepWords {
  readonly title: string;
  readonly detail: string;
}

export function stepWords(step: StoryStep): StepWords {
  const flow = member(step.json, 'flow');
  const l7 = member(flow, 'l7');
  const http = member(l7, 'http');
  const dns = member(l7, 'dns');
  const reason = dropWords(textMember(flow, 'drop_reason_desc'));
  switch (step.role) {
    case 'egress-verdict':
      return { title: `Egress policy: ${outcome(step.verdict)}`, detail: policyDetail(flow, reason) };
    case 'ingress-verdict':
      return { title: `Ingress policy: ${outcome(step.verdict)}`, detail: policyDetail(flow, reason) };
    case 'audit':
      return { title: 'Audit: would be denied', detail: policyDetail(flow, reason) };
    case 'drop':
      return { title: 'Dropped', detail: reason === '' ? policyDetail(flow, '') : reason };
    case 'request':
      return step.verdict === 'DROPPED'
        ? { title: `${requestText(http)} denied`, detail: 'by an L7 rule, at the proxy' }
        : { title: requestText(http), detail: textMember(http, 'protocol') };
    case 'response':
      return { title: `Answered ${numberMember(http, 'code') || ''}`.trim(), detail: latencyText(l7) };
    case 'dns-question':
      return {
        title: step.verdict === 'DROPPED' ? 'DNS question denied' : 'DNS question',
        detail: dnsText(dns),
      };
    case 'dns-answer':
      return { title: `DNS answer: ${answerText(dns)}`, detail: dnsText(dns) };
    case 'reply':
      return { title: 'Reply', detail: seenText(flow) };
    default:
      return { title: step.verdict === 'DROPPED' ? 'Dropped' : seenText(flow) || 'Seen', detail: flagsText(flow) };
  }
}

/** `+12.5 ms` behind the first step; '' where a time is missing. */
export function afterText(step: StoryStep, firstMs: number): string {
  const ms = step.timeMs - firstMs;
  if (Number.isNaN(ms)) return '';
  if (Math.abs(ms) >= 60_000) return `${sign(ms)}${(Math.abs(ms) / 60_000).toFixed(1)} min`;
  if (Math.abs(ms) >= 1000) return `${sign(ms)}${(Math.abs(ms) / 1000).toFixed(1)} s`;
  return `${sign(ms)}${Math.abs(ms).toFixed(Math.abs(ms) < 10 ? 1 : 0)} ms`;
}

function sign(ms: number): string {
  return ms < 0 ? '−' : '+';
}

function outcome(verdict: string): string {
  switch (verdict) {
    case 'DROPPED':
      return 'denied';
    case 'REDIRECTED':
      return 'allowed, to the L7 proxy';
    case 'AUDIT':
      return 'would be denied';
    case 'ERROR':
      return 'error';
    default:
      return 'allowed';
  }
}

function policyDetail(flow: unknown, reason: string): string {
  const named = ['egress_denied_by', 'ingress_denied_by', 'egress_allowed_by', 'ingress_allowed_by'].flatMap((field) =>
    listMember(flow, field).map((policy) => {
      const [kind, namespace, name] = ['kind', 'namespace', 'name'].map((part) => textMember(policy, part));
      return [kind, namespace === '' ? name : `${namespace}/${name}`].filter((part) => part !== '').join(' ');
    }),
  );
  const policies = named.length === 0 ? 'no policy is named' : `by ${named.join(', ')}`;
  return reason === '' ? policies : `${reason}, ${policies}`;
}

function requestText(http: unknown): string {
  return `${textMember(http, 'method')} ${target(textMember(http, 'url'))}`.trim() || 'Request';
}

function latencyText(l7: unknown): string {
  const ms = Number(textMember(l7, 'latency_ns') || '0') / 1e6;
  return ms > 0 ? `after ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : '';
}

function dnsText(dns: unknown): string {
  const types = listMember(dns, 'qtypes').filter((type) => typeof type === 'string');
  return `${types.join(' ')} ${textMember(dns, 'query')}`.trim();
}

function answerText(dns: unknown): string {
  const code = numberMember(dns, 'rcode');
  if (code !== 0) return rcodeName(code);
  const ips = listMember(dns, 'ips').filter((ip) => typeof ip === 'string');
  return ips.join(', ') || 'no address';
}

function seenText(flow: unknown): string {
  const point = textMember(flow, 'trace_observation_point').toLowerCase().replaceAll('_', '-');
  return point === '' ? '' : `Seen ${point}`;
}

function flagsText(flow: unknown): string {
  const flags = member(member(member(flow, 'l4'), 'TCP'), 'flags');
  return typeof flags === 'object' && flags !== null ? Object.keys(flags).join(', ') : '';
}

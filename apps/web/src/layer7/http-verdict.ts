import type { GlyphName } from '../base/glyphs.tsx';
import { wholeNumber } from '../base/numbers.ts';
import { codesFrom, type HttpRow } from './http-rows.ts';

/** What became of the requests of a row, by the worst of it. */
export function httpVerdict(row: HttpRow): GlyphName {
  if (row.denied > 0) return row.denied >= row.requests ? 'denied' : 'mixed';
  return codesFrom(row, 5) > 0 ? 'failing' : 'forwarded';
}

/** A part of the answers, and who gave them: policy and application are never told in one word. */
export interface AnswerPart {
  readonly kind: 'policy' | 'ok' | 'redirect' | 'refused' | 'failed' | 'other';
  /** `403 by policy`, `503`. */
  readonly name: string;
  readonly count: number;
}

/** Refusals of policy first, then codes by how often they were given. Together they are all requests. */
export function answerParts({ denied, codes }: HttpRow): readonly AnswerPart[] {
  const parts: AnswerPart[] = [...codes]
    .filter(([, count]) => count > 0)
    .sort(([a, some], [b, others]) => others - some || a - b)
    .map(([code, count]) => ({ kind: kindOf(code), name: code === 0 ? 'other codes' : String(code), count }));
  if (denied > 0) parts.unshift({ kind: 'policy', name: '403 by policy', count: denied });
  return parts;
}

function kindOf(code: number): AnswerPart['kind'] {
  const kinds: readonly AnswerPart['kind'][] = ['other', 'other', 'ok', 'redirect', 'refused', 'failed'];
  return kinds[Math.floor(code / 100)] ?? 'other';
}

/** `403 by policy ×10, 503 by the application ×2`: what a person has to know of who answered. */
export function answerWords(row: HttpRow): string {
  return answerParts(row)
    .map(({ kind, name, count }) => {
      const by = kind === 'refused' || kind === 'failed' ? ' by the application' : '';
      return `${name}${by} ×${wholeNumber(count)}`;
    })
    .join(', ');
}

/** "DELETE is answered 403 by the policy proxy. GET and POST pass." Methods are told as they came. */
export function httpSentence(rows: readonly HttpRow[], shown: (method: string) => string): string {
  const methods = (some: readonly HttpRow[]): string[] => [...new Set(some.map(({ method }) => shown(method)))];
  const denied = rows.filter((row) => row.denied > 0);
  const failing = rows.filter((row) => codesFrom(row, 5) > 0);
  if (denied.length > 0) {
    const refused = methods(denied);
    const isOnlySome = denied.some((row) => row.denied < row.requests);
    const passing = methods(rows).filter((method) => !refused.includes(method));
    const rest = passing.length > 0 ? ` ${listed(passing)} ${passing.length === 1 ? 'passes' : 'pass'}.` : '';
    const how = `${isOnlySome ? 'partly ' : ''}answered 403 by the policy proxy`;
    return `${listed(refused)} ${refused.length === 1 ? 'is' : 'are'} ${how}.${rest}`;
  }
  if (failing.length > 0) {
    const codes = new Set(failing.flatMap((row) => [...row.codes.keys()].filter((code) => code >= 500)));
    return `The application answers ${listed([...codes].sort((a, b) => a - b).map(String))}. Policy let it through.`;
  }
  if (rows.some((row) => codesFrom(row, 4) > 0))
    return 'Policy lets every request through; the application refuses some.';
  return 'Policy lets every request through.';
}

function listed(words: readonly string[]): string {
  if (words.length > 3) return `${words.slice(0, 3).join(', ')} and others`;
  return words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `4.2 ms`, `88 ms`, `1.4 s` */
export function latencyText(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

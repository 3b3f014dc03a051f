import { listMember, member, numberMember, textMember } from '../base/json-member.ts';
import type { FlowJson } from './store/flow-messages.ts';

/** One event of a connection. */
export interface StoryStep {
  readonly json: FlowJson;
  readonly id: string;
  readonly number: number;
  /** NaN when it is not told. */
  readonly timeMs: number;
  /** What it is to the connection: `egress-verdict`, `dns-answer`, ... */
  readonly role: string;
  /** Which side decided, where something was decided. */
  readonly decided: '' | 'source' | 'destination';
  readonly verdict: string;
}

/** The flows that belong to one connection, oldest first. */
export interface Story {
  readonly flow: FlowJson;
  readonly steps: readonly StoryStep[];
  /** False when more belongs to it than is told. */
  readonly isComplete: boolean;
  readonly sampledOneIn: number;
}

/** Reads an answer of `api/v1/story`. Whatever is in it, it is only text. */
export function storyOf(answer: unknown): Story | undefined {
  const flow = member(answer, 'flow');
  if (typeof flow !== 'object' || flow === null) return undefined;
  return {
    flow: flow as FlowJson,
    steps: listMember(answer, 'flows').flatMap(stepOf),
    isComplete: member(answer, 'complete') !== false,
    sampledOneIn: Math.max(1, numberMember(answer, 'sampled_one_in')),
  };
}

function stepOf(row: unknown): readonly StoryStep[] {
  if (typeof row !== 'object' || row === null) return [];
  const { role, decided, ...json } = row as FlowJson;
  const flow = member(json, 'flow');
  const number = numberMember(json, 'number');
  return [
    {
      json,
      id: textMember(flow, 'uuid') || `number-${number}`,
      number,
      timeMs: preciseMs(textMember(flow, 'time') || textMember(json, 'time')),
      role: typeof role === 'string' ? role : 'other',
      decided: decided === 'source' || decided === 'destination' ? decided : '',
      verdict: textMember(flow, 'verdict'),
    },
  ];
}

/** Milliseconds with what comes behind them: events of one connection are often closer than one. */
function preciseMs(time: string): number {
  const wholeMs = Date.parse(time);
  const digits = /\.(\d{4,9})/.exec(time)?.[1] ?? '';
  return digits === '' ? wholeMs : wholeMs + Number(`0.${digits.slice(3)}`);
}

import { listMember, member, numberMember, textMember } from '../base/json-member.ts';
import { rangeBetween, type PastRange } from '../view/past-range.ts';

/** A frozen incident as the server tells of it. Name, note and query are what people wrote: hostile. */
export interface Incident {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly createdMs: number;
  readonly range: PastRange;
  readonly query: string;
  /** The search part of the address that it was frozen under. */
  readonly view: string;
  readonly flows: number;
  readonly keptFlows: number;
  /** 0 to 1. */
  readonly completeness: number;
  readonly bytes: number;
}

export interface IncidentList {
  /** False when they are gone with the server's process. */
  readonly isLasting: boolean;
  readonly incidents: readonly Incident[];
}

/** Undefined for what is none. */
export function parseIncident(json: unknown): Incident | undefined {
  const time = (name: string): number => Date.parse(textMember(json, name));
  const range = rangeBetween(time('since'), time('until'));
  const id = textMember(json, 'id');
  if (range === undefined || id === '') return undefined;
  return {
    id,
    range,
    name: textMember(json, 'name'),
    note: textMember(json, 'note'),
    createdMs: time('created') || 0,
    query: textMember(json, 'q'),
    view: textMember(json, 'view'),
    flows: numberMember(json, 'flows'),
    keptFlows: numberMember(json, 'kept_flows'),
    completeness: numberMember(json, 'completeness'),
    bytes: numberMember(json, 'bytes'),
  };
}

export function parseIncidents(json: unknown): IncidentList {
  const incidents = listMember(json, 'incidents').flatMap((one) => parseIncident(one) ?? []);
  return { isLasting: member(json, 'lasting') === true, incidents };
}

import type { Query, Subject, Term } from './ast.ts';
import { dropReasonNumber, identityNumber, IP_VERSIONS } from './enums.ts';
import { parseEventType } from './event-type.ts';
import { type Draft, expand } from './expand.ts';
import { FILTER_FIELDS } from './filter-fields.ts';
import { splitHeader, splitWorkload } from './split-value.ts';

/** A flow.FlowFilter as protojson with the names of the schema. */
export type FlowFilterJson = Readonly<Record<string, readonly unknown[]>>;

export interface FlowFilters {
  /** Alternatives; empty allows everything. */
  readonly allowlist: readonly FlowFilterJson[];
  /** Any one of them excludes. An empty filter excludes everything. */
  readonly denylist: readonly FlowFilterJson[];
  /** Terms that a FlowFilter cannot express. They are left out, so the lists select other flows than the query. */
  readonly remainder: readonly Term[];
}

export function toFlowFilters(query: Query): FlowFilters {
  const { allow, deny, remainder } = expand(query);
  if (!allow) return { allowlist: [], denylist: [{}], remainder };
  const allowsAll = allow.some((draft) => draft.size === 0);
  return {
    allowlist: allowsAll ? [] : allow.map(draftToJson),
    denylist: deny.map(draftToJson),
    remainder,
  };
}

export function draftToJson(draft: Draft): FlowFilterJson {
  return Object.fromEntries(
    [...draft].map(([filterField, values]) => {
      const subject = FILTER_FIELDS[filterField];
      return [filterField, values.map((value) => valueToJson(subject, value))];
    }),
  );
}

function valueToJson(subject: Subject, value: string): unknown {
  switch (subject) {
    case 'pod':
    case 'service':
      return value.includes('/') ? value : `/${value}`;
    case 'workload': {
      const { kind, name } = splitWorkload(value);
      return { ...(name && { name }), ...(kind && { kind }) };
    }
    case 'identity':
      return identityNumber(value);
    case 'drop-reason-desc':
      return /^[0-9]/.test(value) ? dropReasonNumber(value) : value;
    case 'type':
      return eventTypeToJson(value);
    case 'traffic-direction':
      return value.toUpperCase();
    case 'tcp-flags':
      return Object.fromEntries(value.split('+').map((flag) => [flag, true]));
    case 'ip-version':
      return ['IP_NOT_USED', 'IPv4', 'IPv6'][IP_VERSIONS.indexOf(value)];
    case 'encrypted':
    case 'reply':
      return value === 'true';
    case 'interface':
      return { name: value };
    case 'http-header': {
      const header = splitHeader(value);
      return { key: header.key, ...(header.value && { value: header.value }) };
    }
    default:
      return value;
  }
}

/** A zero is left out, as protojson does. */
function eventTypeToJson(value: string): unknown {
  const { type, subType } = parseEventType(value)!;
  if (subType === undefined) return { type };
  return { type, match_sub_type: true, ...(subType !== 0 && { sub_type: subType }) };
}

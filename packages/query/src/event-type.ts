/** What `type:` names: the kind of event behind a flow, and optionally which of that kind. */
export interface EventType {
  readonly type: number;
  readonly subType: number | undefined;
}

const TYPE_NUMBERS = new Map([
  ['drop', 1],
  ['debug', 2],
  ['capture', 3],
  ['trace', 4],
  ['policy-verdict', 5],
  ['trace-sock', 7],
  ['l7', 129],
  ['agent', 130],
]);
const TRACE = 4;

/** Trace points as the wire numbers them, which is not how the enum of flows does. */
const TRACE_POINTS = new Map([
  ['to-endpoint', 0],
  ['to-proxy', 1],
  ['to-host', 2],
  ['to-stack', 3],
  ['to-overlay', 4],
  ['from-endpoint', 5],
  ['from-proxy', 6],
  ['from-host', 7],
  ['from-stack', 8],
  ['from-overlay', 9],
  ['from-network', 10],
  ['to-network', 11],
  ['from-crypto', 12],
  ['to-crypto', 13],
]);

export const EVENT_TYPE_NAMES: readonly string[] = [
  ...TYPE_NUMBERS.keys(),
  ...[...TRACE_POINTS.keys()].map((point) => `trace:${point}`),
];

/** `drop`, `trace:to-endpoint`, `drop:133`, `129`. */
export function parseEventType(text: string): EventType | undefined {
  const [typeText = '', subText, ...rest] = text.toLowerCase().split(':');
  if (rest.length > 0) return undefined;
  const type = TYPE_NUMBERS.get(typeText) ?? number(typeText, 1);
  if (type === undefined) return undefined;
  if (subText === undefined) return { type, subType: undefined };
  const subType = (type === TRACE ? TRACE_POINTS.get(subText) : undefined) ?? number(subText, 0);
  return subType === undefined ? undefined : { type, subType };
}

export function formatEventType({ type, subType }: EventType): string {
  const name = nameOf(TYPE_NUMBERS, type) ?? String(type);
  if (subType === undefined) return name;
  return `${name}:${(type === TRACE ? nameOf(TRACE_POINTS, subType) : undefined) ?? subType}`;
}

function number(text: string, min: number): number | undefined {
  const value = /^[0-9]{1,4}$/.test(text) ? Number(text) : -1;
  return value >= min && value <= 255 ? value : undefined;
}

function nameOf(names: ReadonlyMap<string, number>, wanted: number): string | undefined {
  for (const [name, value] of names) if (value === wanted) return name;
  return undefined;
}

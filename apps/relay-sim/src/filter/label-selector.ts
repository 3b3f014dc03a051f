import { badFilter } from './flow-test.ts';

type Requirement =
  | { readonly kind: 'exists'; readonly key: string; readonly wanted: boolean }
  | { readonly kind: 'in'; readonly key: string; readonly values: ReadonlySet<string>; readonly wanted: boolean };

/** Labels by `source:key`, and under `any:key` with whatever value any source gave. */
export type LabelValues = ReadonlyMap<string, ReadonlySet<string>>;

/** `k8s:app=shop`, `reserved:world`. */
export function labelValues(labels: readonly string[]): LabelValues {
  const found = new Map<string, Set<string>>();
  const add = (key: string, value: string) => {
    const values = found.get(key);
    if (values === undefined) found.set(key, new Set([value]));
    else values.add(value);
  };
  for (const label of labels) {
    const equals = label.indexOf('=');
    const name = equals < 0 ? label : label.slice(0, equals);
    const value = equals < 0 ? '' : label.slice(equals + 1);
    const colon = name.indexOf(':');
    if (colon >= 0) add(name, value);
    add(`any:${name.slice(colon + 1)}`, value);
  }
  return found;
}

/**
 * A Kubernetes label selector whose keys may name a source: `k8s:app=a, env in (dev, test), !canary, tier!=web`.
 * All requirements have to hold. What is unequal or not in may also be absent.
 */
export function parseSelector(text: string): (labels: LabelValues) => boolean {
  const requirements = splitRequirements(text).map((part) => parseRequirement(part, text));
  return (labels) => requirements.every((requirement) => holds(requirement, labels));
}

function holds(requirement: Requirement, labels: LabelValues): boolean {
  const values = labels.get(requirement.key);
  if (requirement.kind === 'exists') return (values !== undefined) === requirement.wanted;
  const isIn = values !== undefined && [...values].some((value) => requirement.values.has(value));
  return isIn === requirement.wanted;
}

/** At the commas that are not in parentheses. */
function splitRequirements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim());
}

const SET = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/;
const EXISTENCE = /^(!?)\s*([^\s=!]+)$/;
const KEY = /^(?:[\w.-]*:)?[\w./:-]+$/;

function parseRequirement(part: string, text: string): Requirement {
  const set = SET.exec(part);
  if (set !== null) {
    const values = new Set((set[3] ?? '').split(',').map((value) => value.trim()));
    return { kind: 'in', key: keyOf(set[1] ?? '', text), values, wanted: set[2] === 'in' };
  }
  const equality = EQUALITY.exec(part);
  if (equality !== null) {
    const values = new Set([equality[3] ?? '']);
    return { kind: 'in', key: keyOf(equality[1] ?? '', text), values, wanted: equality[2] !== '!=' };
  }
  const existence = EXISTENCE.exec(part);
  if (existence !== null) return { kind: 'exists', key: keyOf(existence[2] ?? '', text), wanted: existence[1] === '' };
  throw badFilter(
    `invalid label filter: unable to parse requirement ${JSON.stringify(part)} of ${JSON.stringify(text)}`,
  );
}

function keyOf(key: string, text: string): string {
  if (!KEY.test(key))
    throw badFilter(`invalid label filter: ${JSON.stringify(key)} of ${JSON.stringify(text)} is no key`);
  return key.includes(':') ? key : `any:${key}`;
}

/** A Kubernetes label selector over Cilium labels: `app=cart,tier in (a,b),!reserved:host`; all must hold. */
export type LabelSelector = readonly Requirement[];

export interface Requirement {
  /** '' stands for any source; labels say `k8s`, `reserved`, `cidr`, ... */
  readonly source: string;
  readonly key: string;
  readonly operator: 'exists' | 'absent' | 'in' | 'notin' | 'greater' | 'less';
  readonly values: readonly string[];
}

export type ParsedSelector =
  | { readonly ok: true; readonly selector: LabelSelector }
  | { readonly ok: false; readonly message: string };

export function parseLabelSelector(text: string): ParsedSelector {
  const selector: Requirement[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const requirement = parseRequirement(part.trim());
    if (typeof requirement === 'string') return { ok: false, message: requirement };
    selector.push(requirement);
  }
  return { ok: true, selector };
}

export function formatLabelSelector(selector: LabelSelector): string {
  return selector.map(formatRequirement).join(',');
}

export function selects(selector: LabelSelector, labels: readonly string[]): boolean {
  return selector.every((requirement) => holds(requirement, labels));
}

const KEY_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const KEY_PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** A string says what is wrong. */
function parseRequirement(text: string): Requirement | string {
  if (text.startsWith('!')) {
    const rest = text.slice(1).trim();
    return /[=!<>()\s]/.test(rest) ? notUnderstood(text) : requirement(rest, 'absent', []);
  }
  const set = /^([^\s=!<>()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set) {
    const values = set[3].split(',').map((value) => value.trim());
    return requirement(set[1], set[2] === 'in' ? 'in' : 'notin', values);
  }
  const compared = /^([^\s=!<>()]+)\s*(==|=|!=|<|>)\s*([^\s=!<>()]*)$/.exec(text);
  if (compared) return requirement(compared[1], OPERATORS.get(compared[2])!, [compared[3]]);
  return /[=!<>()\s]/.test(text) ? notUnderstood(text) : requirement(text, 'exists', []);
}

const OPERATORS = new Map<string, Requirement['operator']>([
  ['=', 'in'],
  ['==', 'in'],
  ['!=', 'notin'],
  ['>', 'greater'],
  ['<', 'less'],
]);

function notUnderstood(text: string): string {
  return `"${text}" is not a label selector. Write app=cart, app!=cart, "app in (a,b)", app or !app.`;
}

function requirement(name: string, operator: Requirement['operator'], values: readonly string[]): Requirement | string {
  const colon = name.indexOf(':');
  const source = name.slice(0, Math.max(colon, 0));
  const key = name.slice(colon + 1);
  if (!isLabelKey(`${source || 'any'}.${key}`) || key === '') {
    return `"${name}" is not a label key. A key is letters, digits, "-", "_" and ".", with an optional source as in k8s:app.`;
  }
  const wrong = values.find((value) => !LABEL_VALUE.test(value));
  if (wrong !== undefined) {
    return `"${wrong}" is not a label value. A value is at most 63 letters, digits, "-", "_" and ".".`;
  }
  if ((operator === 'greater' || operator === 'less') && !/^[0-9]{1,15}$/.test(values[0])) {
    return `"${values[0]}" is not a whole number; > and < compare numbers.`;
  }
  return { source: source === 'any' ? '' : source, key, operator, values };
}

/** Kubernetes' rule, applied to `source.key` as Hubble does. */
function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return KEY_NAME.test(key);
  const prefix = key.slice(0, slash);
  return prefix.length <= 253 && KEY_PREFIX.test(prefix) && KEY_NAME.test(key.slice(slash + 1));
}

function formatRequirement(requirement: Requirement): string {
  const name = requirement.source ? `${requirement.source}:${requirement.key}` : requirement.key;
  const { operator, values } = requirement;
  switch (operator) {
    case 'exists':
      return name;
    case 'absent':
      return `!${name}`;
    case 'greater':
      return `${name}>${values[0]}`;
    case 'less':
      return `${name}<${values[0]}`;
    case 'in':
      return values.length === 1 ? `${name}=${values[0]}` : `${name} in (${values.join(',')})`;
    case 'notin':
      return values.length === 1 ? `${name}!=${values[0]}` : `${name} notin (${values.join(',')})`;
  }
}

function holds(requirement: Requirement, labels: readonly string[]): boolean {
  const value = valueOf(requirement, labels);
  switch (requirement.operator) {
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'greater':
      return isInteger(value) && BigInt(value) > BigInt(requirement.values[0]);
    case 'less':
      return isInteger(value) && BigInt(value) < BigInt(requirement.values[0]);
  }
}

function isInteger(value: string | undefined): value is string {
  return value !== undefined && /^[-+]?[0-9]{1,18}$/.test(value);
}

/** The value of the first label with the requirement's key; a label without one has ''. */
function valueOf(requirement: Requirement, labels: readonly string[]): string | undefined {
  for (const label of labels) {
    const equals = label.indexOf('=');
    const end = equals < 0 ? label.length : equals;
    const colon = label.indexOf(':');
    const hasSource = colon > 0 && colon < end;
    const keyStart = hasSource ? colon + 1 : 0;
    if (end - keyStart !== requirement.key.length || !label.startsWith(requirement.key, keyStart)) continue;
    if (requirement.source !== '' && (!hasSource || label.slice(0, colon) !== requirement.source)) continue;
    return equals < 0 ? '' : label.slice(equals + 1);
  }
  return undefined;
}

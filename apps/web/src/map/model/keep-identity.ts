import { compareText } from './map-budget.ts';

/**
 * The new map with those values of the old one that say the same, so that what did not change is the same object. When
 * nothing changed at all, it is the old map. Values are flat: their fields are compared, and arrays item by item.
 */
export function keepIdentity<Value extends object>(
  before: ReadonlyMap<string, Value> | undefined,
  now: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  if (before === undefined) return now;
  let isSame = before.size === now.size;
  const kept = new Map<string, Value>();
  for (const [key, value] of now) {
    const old = before.get(key);
    const isKept = old !== undefined && isEqual(old, value);
    if (!isKept) isSame = false;
    kept.set(key, isKept ? old : value);
  }
  return isSame ? before : kept;
}

/** The old map when both say the same. */
export function keepStrings(
  before: ReadonlyMap<string, string> | undefined,
  now: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (before === undefined || before.size !== now.size) return now;
  for (const [key, value] of now) if (before.get(key) !== value) return now;
  return before;
}

/** Two levels deep: fields, and the items or fields of those. */
export function isEqual(a: object, b: object, depth = 2): boolean {
  if (a === b) return true;
  if (a instanceof Map || b instanceof Map) return false;
  const keys = Object.keys(a) as (keyof typeof a)[];
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const left: unknown = a[key];
    const right: unknown = b[key];
    if (Object.is(left, right)) return true;
    if (depth === 0 || typeof left !== 'object' || typeof right !== 'object') return false;
    return left !== null && right !== null && isEqual(left, right, depth - 1);
  });
}

/** Values by key, in the order of keys. Where the keys are those of before, their order is, too. */
export function inKeyOrder<Value extends { readonly key: string }>(
  values: readonly Value[],
  before: ReadonlyMap<string, unknown> | undefined,
): Map<string, Value> {
  const byKey = new Map(values.map((value) => [value.key, value]));
  if (before?.size === byKey.size) {
    const ordered = new Map<string, Value>();
    for (const key of before.keys()) {
      const value = byKey.get(key);
      if (value === undefined) break;
      ordered.set(key, value);
    }
    if (ordered.size === byKey.size) return ordered;
  }
  return new Map([...byKey].sort(([a], [b]) => compareText(a, b)));
}

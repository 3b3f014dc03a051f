/** An own member of something that came as JSON, never one of a prototype. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

export function textMember(value: unknown, name: string): string {
  const text = member(value, name);
  return typeof text === 'string' ? text : '';
}

/** 0 for what is no number. */
export function numberMember(value: unknown, name: string): number {
  const number = member(value, name);
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}

/** Own members with numbers, as they came. */
export function countsOf(value: unknown): ReadonlyMap<string, number> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

export function listMember(value: unknown, name: string): readonly unknown[] {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
}

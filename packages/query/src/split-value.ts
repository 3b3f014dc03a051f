/* Values of several parts, taken apart. They come from a query that was read, so they are well formed. */

/** Splits `namespace/prefix`; without a slash any namespace will do. */
export function splitNamespacedName(value: string): { namespace: string; prefix: string } {
  const slash = value.indexOf('/');
  return { namespace: value.slice(0, Math.max(slash, 0)), prefix: value.slice(slash + 1) };
}

/** Splits `Kind/name`; either side may be missing. */
export function splitWorkload(value: string): { kind: string; name: string } {
  const slash = value.indexOf('/');
  return { kind: value.slice(0, Math.max(slash, 0)), name: value.slice(slash + 1) };
}

/** Splits `Key:value`, of which the value may be missing. Keys such as `:scheme` begin with a colon. */
export function splitHeader(value: string): { key: string; value: string } {
  const colon = value.indexOf(':', 1);
  return { key: value.slice(0, colon), value: value.slice(colon + 1) };
}

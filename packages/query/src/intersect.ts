import type { Subject } from './ast.ts';
import { contains, type Network, parseAddress, parseNetwork } from './address.ts';
import { splitNamespacedName } from './split-value.ts';

/**
 * Values that fit exactly where one of `a` and one of `b` fits. A field of a FlowFilter is an OR over its
 * values, so two conditions on one field have to become one. Undefined if the subject does not allow that:
 * an end may have several names or workloads, and each condition may be met by another one.
 */
export function intersect(subject: Subject, a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  switch (subject) {
    case 'pod':
    case 'service':
      return product(a, b, commonName);
    case 'ip':
      return product(a, b, commonAddress);
    case 'label':
      return product(a, b, (one, other) => `${one},${other}`);
    case 'port':
    case 'identity':
    case 'cluster':
      return product(a, b, (one, other) => (one === other ? one : undefined));
    default:
      return undefined;
  }
}

function product(
  a: readonly string[],
  b: readonly string[],
  common: (one: string, other: string) => string | undefined,
): readonly string[] {
  return [...new Set(a.flatMap((one) => b.flatMap((other) => common(one, other) ?? [])))];
}

/** Of `namespace/prefix`: the same namespace, the longer prefix. */
function commonName(one: string, other: string): string | undefined {
  const a = splitNamespacedName(one);
  const b = splitNamespacedName(other);
  if (a.namespace !== '' && b.namespace !== '' && a.namespace !== b.namespace) return undefined;
  const [short, long] = a.prefix.length < b.prefix.length ? [a.prefix, b.prefix] : [b.prefix, a.prefix];
  if (!long.startsWith(short)) return undefined;
  const namespace = a.namespace || b.namespace;
  return namespace ? `${namespace}/${long}` : long;
}

/** Of addresses and ranges: the narrower, if the other contains it. */
function commonAddress(one: string, other: string): string | undefined {
  if (one === other) return one;
  if (isWithin(one, parseNetwork(other))) return one;
  return isWithin(other, parseNetwork(one)) ? other : undefined;
}

function isWithin(text: string, network: Network | undefined): boolean {
  if (!network) return false;
  const inner = parseNetwork(text);
  if (inner) return inner.bits >= network.bits && contains(network, inner.base);
  const address = parseAddress(text);
  return address !== undefined && contains(network, address);
}

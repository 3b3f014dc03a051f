import { contains, type Network, parseAddress, parseNetwork } from './address.ts';
import { identityNumber } from './enums.ts';
import { parseLabelSelector, selects } from './label-selector.ts';
import { compilePattern, globToRegex, nodeNameToRegex, type TextTest, wholeTextTest } from './pattern.ts';
import { splitNamespacedName, splitWorkload } from './split-value.ts';

/*
 * Values of a field, compiled into one test each. A test holds when one of the values fits.
 * The values come from a parsed query, so they are well formed.
 */

/** An end without a name fits no value, since every value asks for a namespace or the beginning of a name. */
export function nameTest(values: readonly string[]): (namespace: string, name: string) => boolean {
  const wanted = values.map(splitNamespacedName);
  return (namespace, name) =>
    wanted.some((value) => name.startsWith(value.prefix) && (value.namespace === '' || value.namespace === namespace));
}

export function workloadTest(values: readonly string[]): (kind: string, name: string) => boolean {
  const wanted = values.map(splitWorkload);
  return (kind, name) =>
    wanted.some((value) => (value.kind === '' || value.kind === kind) && (value.name === '' || value.name === name));
}

export function labelTest(values: readonly string[]): (labels: readonly string[]) => boolean {
  const selectors = values.flatMap((value) => {
    const parsed = parseLabelSelector(value);
    return parsed.ok ? [parsed.selector] : [];
  });
  return (labels) => selectors.some((selector) => selects(selector, labels));
}

export function identitySet(values: readonly string[]): ReadonlySet<number> {
  return new Set(values.map(identityNumber));
}

export function numberSet(values: readonly string[]): ReadonlySet<number> {
  return new Set(values.map(Number));
}

/** Single addresses are compared as text, as Hubble does; ranges by their bits. */
export function addressTest(values: readonly string[]): TextTest {
  const exact = new Set(values.filter((value) => !value.includes('/')));
  const networks = networksOf(values);
  return (ip) => {
    if (exact.has(ip)) return true;
    const address = networks.length > 0 ? parseAddress(ip) : undefined;
    return address !== undefined && networks.some((network) => contains(network, address));
  };
}

function networksOf(values: readonly string[]): Network[] {
  return values.flatMap((value) => parseNetwork(value) ?? []);
}

export function globTest(values: readonly string[]): (names: readonly string[]) => boolean {
  const test = wholeTextTest(values.map(globToRegex));
  return (names) => names.some(test);
}

/** Of a node as flows name it; without a cluster it belongs to "default". */
export function nodeNameTest(values: readonly string[]): TextTest {
  const test = wholeTextTest(values.map(nodeNameToRegex));
  return (name) => name !== '' && test(name.includes('/') ? name : `default/${name}`);
}

export function patternTest(values: readonly string[]): TextTest {
  const tests = values.flatMap((value) => {
    const compiled = compilePattern(value);
    return compiled.ok ? [compiled.test] : [];
  });
  return (text) => tests.some((test) => test(text));
}

/** Of a status code; 0 stands for none and never fits. */
export function statusTest(values: readonly string[]): (code: number) => boolean {
  return (code) => {
    if (code === 0) return false;
    const digits = String(code).padStart(3, '0');
    return values.some((value) => (value.endsWith('+') ? digits.startsWith(value.slice(0, -1)) : digits === value));
  };
}

/** Of a policy as `namespace/name`, or `name` where it is clusterwide. A value without a slash fits in any namespace. */
export function policyTest(values: readonly string[]): (policy: string) => boolean {
  const wanted = new Set(values);
  return (policy) => wanted.has(policy) || wanted.has(policy.slice(policy.indexOf('/') + 1));
}

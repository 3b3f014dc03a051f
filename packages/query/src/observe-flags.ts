import type { FieldClause } from './clauses.ts';
import type { Draft, Expansion } from './expand.ts';
import { FILTER_FIELDS, type FilterField } from './filter-fields.ts';

/** A flag and its value; `--encrypted` has none. */
export type Flag = readonly [name: string, value?: string];

/**
 * The flags that select what the allowlist of the query selects, or undefined where flags cannot.
 * The command keeps two filters, one for the source and one for the destination: a flag for either end goes
 * into its side of both, every other flag into both. So one flag for either end is exact, two are not.
 */
export function allowFlags({ base, eithers }: Expansion): readonly Flag[] | undefined {
  const [either, ...more] = eithers;
  if (more.length > 0) return undefined;
  const flags = draftFlags(base);
  const eitherFlags = either ? clauseFlags(either) : [];
  if (!flags || !eitherFlags) return undefined;
  return isAccepted([...flags, ...eitherFlags], base, either) ? [...flags, ...eitherFlags] : undefined;
}

/** The flags behind `--not`. All of them end up in one filter, so only a single exclusion can be said. */
export function denyFlags({ excluded }: Expansion): readonly Flag[] | undefined {
  const [only, ...more] = excluded;
  if (more.length > 0) return undefined;
  const flags = only ? clauseFlags(only) : [];
  return flags && new Set(flags.map(([name]) => name)).size <= 1 ? flags : undefined;
}

function draftFlags(draft: Draft): readonly Flag[] | undefined {
  const flags = [...draft].map(([filterField, values]) => {
    const subject = FILTER_FIELDS[filterField];
    const isOnlyNamespaces = subject === 'pod' && values.every((value) => value.endsWith('/'));
    const name = isOnlyNamespaces ? 'namespace' : subject;
    const plain = isOnlyNamespaces ? values.map((value) => value.slice(0, -1)) : values;
    return flagsOf(name, `${prefixOf(filterField)}${name}`, plain);
  });
  return flags.every((some) => some !== undefined) ? flags.flat() : undefined;
}

/** `source_ip_xlated` is about a flow as a whole, in spite of its name. */
function prefixOf(filterField: FilterField): '' | 'from-' | 'to-' {
  if (filterField === 'source_ip_xlated') return '';
  if (filterField.startsWith('source_')) return 'from-';
  return filterField.startsWith('destination_') ? 'to-' : '';
}

function clauseFlags({ field, values }: FieldClause): readonly Flag[] | undefined {
  return flagsOf(field.subject, field.name, values);
}

function flagsOf(subject: string, name: string, values: readonly string[]): readonly Flag[] | undefined {
  const flags = values.map((value) => flagOf(subject, name, value));
  return flags.every((flag) => flag !== undefined) ? flags : undefined;
}

function flagOf(subject: string, name: string, value: string): Flag | undefined {
  switch (subject) {
    case 'dns-query':
    case 'reply':
      return undefined;
    case 'pod':
    case 'service':
      return [name, value.includes('/') ? value : `/${value}`];
    case 'encrypted':
      return [value === 'true' ? 'encrypted' : 'unencrypted'];
    case 'tcp-flags':
      return [name, value.replaceAll('+', ',')];
    case 'drop-reason-desc':
      return /^[0-9]/.test(value) ? undefined : [name, value];
    case 'identity':
      return [name, value === 'unknown' ? '0' : value];
    case 'http-header':
      return value.startsWith(':') ? undefined : [name, value];
    default:
      return [name, value];
  }
}

/**
 * Whether the command takes the flags, and keeps them apart: it refuses some pairs, and with others it mixes
 * namespaces into the names of pods and services, or two conditions into one list.
 */
function isAccepted(flags: readonly Flag[], base: Draft, either: FieldClause | undefined): boolean {
  const names = new Set(flags.map(([name]) => name));
  if (CONFLICTS.some((group) => group.filter((name) => names.has(name)).length > 1)) return false;
  const subjects = new Set<string>([...base.keys()].map((filterField) => FILTER_FIELDS[filterField]));
  const eitherSubject = either?.field.subject === 'namespace' ? 'pod' : either?.field.subject;
  if (eitherSubject !== undefined && subjects.has(eitherSubject)) return false;
  if (eitherSubject !== undefined) subjects.add(eitherSubject);
  return !(subjects.has('pod') && subjects.has('service'));
}

/** Of each group at most one flag may be given. */
const CONFLICTS: readonly (readonly string[])[] = [
  ['from-fqdn', 'from-ip', 'ip', 'fqdn', 'from-namespace', 'namespace'],
  ['from-fqdn', 'from-ip', 'ip', 'fqdn', 'from-pod', 'pod'],
  ['to-fqdn', 'to-ip', 'ip', 'fqdn', 'to-namespace', 'namespace'],
  ['to-fqdn', 'to-ip', 'ip', 'fqdn', 'to-pod', 'pod'],
  ['to-pod', 'namespace'],
  ['from-pod', 'namespace'],
  ['to-service', 'namespace'],
  ['from-service', 'namespace'],
  ['label', 'from-label'],
  ['label', 'to-label'],
  ['service', 'from-service'],
  ['service', 'to-service'],
  ['port', 'from-port'],
  ['port', 'to-port'],
  ['identity', 'from-identity'],
  ['identity', 'to-identity'],
  ['workload', 'from-workload'],
  ['workload', 'to-workload'],
  ['encrypted', 'unencrypted'],
];

import type { Query, Term } from './ast.ts';
import { expand } from './expand.ts';
import { allowFlags, denyFlags, type Flag } from './observe-flags.ts';
import { shellQuote } from './shell-quote.ts';
import { type FlowFilterJson, toFlowFilters } from './to-flow-filters.ts';

/** Which flows to ask for, beside the filter. Times are as `--since` takes them. */
export interface Selectors {
  readonly follow?: boolean;
  readonly last?: number;
  readonly since?: string;
  readonly until?: string;
  readonly output?: 'compact' | 'dict' | 'json' | 'jsonpb' | 'table';
}

export interface HubbleCommand {
  /** One line for a POSIX shell. */
  readonly command: string;
  /** Whether the command selects the same flows as the query. */
  readonly exact: boolean;
  /** Terms that the command leaves out. */
  readonly remainder: readonly Term[];
}

/**
 * The `hubble observe` command for a query: flags where they say it exactly, otherwise raw filters.
 * The two lists are printed apart, since flags and raw filters of one list would be alternatives.
 */
export function toHubbleObserve(query: Query, selectors: Selectors = {}): HubbleCommand {
  const expansion = expand(query);
  const { allowlist, denylist, remainder } = toFlowFilters(query);
  const allow = expansion.allow && (allowFlags(expansion) ?? rawFlags('allowlist', allowlist));
  const deny = expansion.allow && negate(denyFlags(expansion));
  const flags = [...selectorFlags(selectors), ...(allow ?? []), ...(deny ?? rawFlags('denylist', denylist))];
  return {
    command: ['hubble', 'observe', ...flags.flatMap(flagWords)].join(' '),
    exact: remainder.length === 0,
    remainder,
  };
}

function selectorFlags({ follow, last, since, until, output }: Selectors): Flag[] {
  const flags: Flag[] = [];
  if (follow) flags.push(['follow']);
  if (last !== undefined) flags.push(['last', String(last)]);
  if (since !== undefined) flags.push(['since', since]);
  if (until !== undefined) flags.push(['until', until]);
  if (output !== undefined) flags.push(['output', output]);
  return flags;
}

function rawFlags(name: 'allowlist' | 'denylist', filters: readonly FlowFilterJson[]): Flag[] {
  return filters.map((filter) => [name, JSON.stringify(filter)]);
}

function negate(flags: readonly Flag[] | undefined): Flag[] | undefined {
  return flags?.flatMap((flag): Flag[] => [['not'], flag]);
}

function flagWords([name, value]: Flag): string[] {
  return value === undefined ? [`--${name}`] : [`--${name}`, shellQuote(value)];
}

/** Which edges are asked for, by keys of vertices. An empty list asks for all; of several lists all have to agree. */
export interface EdgeScope {
  /** `SOURCE|DESTINATION` */
  readonly pairs: readonly string[];
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** At either end. */
  readonly ends: readonly string[];
}

/** A condition on rows that have edges, and the parameters that it names: keys are texts of others. */
export interface EdgeCondition {
  readonly which: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export const EVERY_EDGE: EdgeScope = { pairs: [], sources: [], destinations: [], ends: [] };

export function conditionOf(scope: EdgeScope): EdgeCondition {
  const { pairs, sources, destinations, ends } = scope;
  const parts: string[] = [];
  const parameters: Record<string, string> = {};
  const add = (name: string, keys: readonly string[], condition: string): void => {
    if (keys.length === 0) return;
    parts.push(condition);
    parameters[name] = keys.join(SEPARATOR);
  };
  // What a pair may begin with is found much faster than the pair itself.
  add('heads', pairs.flatMap(headsOf), `source IN ${listOf('heads')}`);
  add('pairs', pairs, `concat(source, '|', destination) IN ${listOf('pairs')}`);
  add('sources', sources, `source IN ${listOf('sources')}`);
  add('destinations', destinations, `destination IN ${listOf('destinations')}`);
  add('ends', ends, `(source IN ${listOf('ends')} OR destination IN ${listOf('ends')})`);
  return { which: parts.length === 0 ? '1' : parts.join(' AND '), parameters };
}

/** A list as one text, for how texts in lists are escaped differs between engines. A key that has it is not found. */
const SEPARATOR = '\u001F';

function listOf(parameter: string): string {
  return `(splitByChar('\\x1F', {${parameter}:String}))`;
}

/** Every place where a pair may be parted: keys may hold a `|` themselves. */
function headsOf(pair: string): string[] {
  return [...pair.matchAll(/\|/g)].map(({ index }) => pair.slice(0, index));
}

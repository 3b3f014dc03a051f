import type { End } from '../view/grouped-graph.ts';

/** What the person chose to see. */
export interface MatrixChoices {
  /** Namespaces, by the key of their band or by name, against what the matrix would do by itself. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly onlyTroubled: boolean;
  /** How many ends there are: from 61 on namespaces start folded. */
  readonly ends: number;
}

const MAX_OPEN_ENDS = 60;

/** Ends of one namespace, or all that are in none. The key is that of the map's region. */
export interface Band {
  readonly key: string;
  /** '' for what is outside of namespaces. */
  readonly namespace: string;
}

export function bandOf({ cluster, namespace }: End): Band {
  return { key: namespace === '' ? 'outside' : `namespace:${cluster}/${namespace}`, namespace };
}

export function isOpen({ key, namespace }: Band, { opened, closed, ends }: MatrixChoices): boolean {
  const isIn = (some: readonly string[]): boolean =>
    some.includes(key) || (namespace !== '' && some.includes(namespace));
  return isIn(opened) || (!isIn(closed) && ends <= MAX_OPEN_ENDS);
}

import { plainText } from '../base/plain-text.ts';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import { sinceWords } from '../view/since-words.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import type { Trouble } from '../view/trouble.ts';

/** `shop → data`, or the one namespace that both are in. */
export function placeWords({ source, destination }: Pick<GroupedEdge, 'source' | 'destination'>): string {
  const [from, to] = [placeOf(source), placeOf(destination)];
  return from === to ? from : `${from} → ${to}`;
}

function placeOf({ kind, namespace }: End): string {
  if (kind === 'namespace') return 'namespace';
  if (namespace !== '') return plainText(namespace, 24);
  return kind === 'fqdn' || kind === 'cidr' || kind === 'world' ? 'outside' : 'cluster';
}

/** `312 /min`, or flows where attempts are not told; '' for a new edge on which nothing was tried. */
export function rateWords({ kind, perMinute, strong }: Pick<Trouble, 'kind' | 'perMinute' | 'strong'>): string {
  if (kind !== 'new' && strong.includes('flows/min')) return strong.replace(' denied', '');
  return perMinute === 0 ? '' : `${rateNumber(perMinute)} /min`;
}

/** The whole of a row, for a tip and for ears. */
export function spokenTrouble(
  { edge, kind, reason, perMinute, strong, policies, sinceMs }: Trouble,
  timeMs: number,
): string {
  const { source, destination, port } = edge;
  const end = ({ name, namespace }: End): string =>
    plainText(namespace === '' || name.name === namespace ? name.name : `${namespace}/${name.name}`);
  const place = port > 0 ? ` port ${port}` : '';
  const rate = rateWords({ kind, perMinute, strong }).replace('/min', 'per minute');
  const policy = policies.length === 0 ? '' : `, ${policies.map((name) => plainText(name, 60)).join(', ')}`;
  const since = sinceMs === undefined ? '' : `, since ${sinceWords(sinceMs, timeMs)}`;
  return `${end(source)} to ${end(destination)}${place}, ${reason}${policy}${rate === '' ? '' : `, ${rate}`}${since}`;
}

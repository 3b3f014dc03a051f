import { plainText } from '../base/plain-text.ts';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import { sinceWords } from '../view/since-words.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import type { Trouble } from '../view/trouble.ts';

/** Characters that fit beside each other in a row, for both names and the port. */
const PAIR_CHARACTERS = 27;
const FEWEST_CHARACTERS = 8;

export interface PairWords {
  readonly source: string;
  readonly destination: string;
  /** `:6379`, or ''. */
  readonly place: string;
}

/** Who and whom, each cut in its middle if both do not fit. */
export function pairWords({
  source,
  destination,
  port,
}: Pick<EndedPair, 'source' | 'destination' | 'port'>): PairWords {
  const place = port > 0 ? `:${port}` : '';
  const room = PAIR_CHARACTERS - place.length;
  const [from, to] = [plainText(source.name), plainText(destination.name)];
  if (from.length + to.length <= room) return { source: from, destination: to, place };
  // The shorter one keeps what it needs of its half.
  const half = Math.floor(room / 2);
  const fromRoom = from.length <= half ? from.length : Math.max(half, room - to.length);
  return {
    source: cutMiddle(from, fromRoom),
    destination: cutMiddle(to, room - Math.min(from.length, fromRoom)),
    place,
  };
}

interface EndedPair {
  readonly source: { readonly name: string };
  readonly destination: { readonly name: string };
  readonly port: number;
}

/** `recomm…-worker`: both ends of a name tell more than its beginning. */
export function cutMiddle(text: string, room: number): string {
  const most = Math.max(FEWEST_CHARACTERS, room);
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

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

import { plainText } from '../base/plain-text.ts';

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
export function pairWords({ source, destination, port }: NamedPair): PairWords {
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

interface NamedPair {
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

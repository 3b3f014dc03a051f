import type { Random } from './random.ts';

/** Bytes that somebody broke, cut, mixed or made up. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  switch (random.int(0, 9)) {
    case 0:
      return bytes;
    case 1:
      return bytes.slice(0, random.int(0, bytes.length + 1));
    case 2:
      return flipped(bytes, random, 1);
    case 3:
      return flipped(bytes, random, random.int(1, 8));
    case 4:
      return Uint8Array.from({ length: random.int(0, 64) }, () => random.int(0, 256));
    case 5:
      return joined(bytes, other);
    case 6:
      return joined(flowBody(bytes), flowBody(other));
    case 7:
      return joined(bytes, Uint8Array.from([random.int(0, 256), random.int(0, 256), random.int(0, 256)]));
    default:
      return spliced(bytes, other, random);
  }
}

/** A flow sent in two pieces: the standard merges them. */
function flowBody(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x0a ? bytes : Uint8Array.from([0x0a, 0]);
}

function flipped(bytes: Uint8Array, random: Random, times: number): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i < times && copy.length > 0; i++) copy[random.int(0, copy.length)] = random.int(0, 256);
  return copy;
}

function spliced(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.int(0, bytes.length + 1);
  return joined(bytes.slice(0, at), other.slice(random.int(0, other.length + 1)));
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

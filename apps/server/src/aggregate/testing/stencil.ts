const LENGTH = 24;
const MARK = 'q'.repeat(LENGTH);
const UUID_LENGTH = 36;

/**
 * Prints messages that differ in one word and in their uuid, over and over in the same bytes, so that a million of
 * them cost little. The word is of small letters only, and another one for each number.
 */
export class Stencil {
  readonly #bytes: Uint8Array;
  readonly #words: readonly number[];
  readonly #uuid: number;

  /** `draw` makes the message of a word. Its uuid is `uuid`, which has to be in it once. */
  constructor(draw: (word: string, uuid: string) => Uint8Array) {
    const uuid = '0'.repeat(UUID_LENGTH);
    this.#bytes = draw(MARK, uuid);
    this.#words = placesOf(this.#bytes, MARK);
    [this.#uuid] = placesOf(this.#bytes, uuid);
  }

  print(word: number, uuid: number): Uint8Array {
    for (const at of this.#words) write(this.#bytes, at, LENGTH, word, 26, 97);
    write(this.#bytes, this.#uuid, UUID_LENGTH, uuid, 10, 48);
    return this.#bytes;
  }
}

function write(bytes: Uint8Array, at: number, length: number, number: number, base: number, zero: number): void {
  for (let i = at + length - 1; i >= at; i--) {
    bytes[i] = zero + (number % base);
    number = Math.floor(number / base);
  }
}

function placesOf(bytes: Uint8Array, text: string): number[] {
  const found: number[] = [];
  const all = Buffer.from(bytes);
  for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) found.push(at);
  return found;
}

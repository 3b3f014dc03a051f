const MAX_ADDRESSES = 65_536;
const MAX_NAMES = 4;

/**
 * Which DNS names led to an address, from the answers that we saw.
 *
 * Bounded: past 65,536 addresses the one that was answered longest ago is forgotten.
 */
export class AddressNames {
  readonly #names = new Map<string, readonly string[]>();

  /** True when this is news. */
  add(address: string, name: string): boolean {
    const names = this.#names.get(address);
    this.#names.delete(address);
    if (this.#names.size >= MAX_ADDRESSES) {
      for (const oldest of this.#names.keys()) {
        this.#names.delete(oldest);
        break;
      }
    }
    if (names?.includes(name) === true) {
      this.#names.set(address, names);
      return false;
    }
    this.#names.set(address, names === undefined ? [name] : [...names.slice(1 - MAX_NAMES), name]);
    return true;
  }

  of(address: string): readonly string[] {
    return this.#names.get(address) ?? [];
  }
}

/** Gives back first what costs least; of equals, what came first. */
export class Heap<Item> {
  readonly #items: { readonly item: Item; readonly cost: number; readonly number: number }[] = [];
  #pushed = 0;

  push(item: Item, cost: number): void {
    const items = this.#items;
    const entry = { item, cost, number: this.#pushed++ };
    let at = items.length;
    items.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, items[parent])) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = entry;
  }

  pop(): Item | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first?.item;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1], items[child])) child++;
      if (!isBefore(items[child], last)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return first.item;
  }
}

type Entry = { readonly cost: number; readonly number: number };

function isBefore(a: Entry, b: Entry): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.number < b.number);
}

import { formatView, parseView, withinAddress, type View } from '../view/url-state.ts';

/** The address of the page as a view. Going somewhere writes the address; back and forward come out as a change. */
export class PageLocation {
  readonly #listeners = new Set<() => void>();
  #view: View;
  /** As it was when `#view` was read or written. */
  #search: string;

  constructor(signal: AbortSignal) {
    this.#search = location.search;
    this.#view = parseView(this.#search);
    window.addEventListener('popstate', () => this.#read(), { signal });
  }

  get view(): View {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** `push` is a step that "back" takes back; `replace` is none. */
  go(change: Partial<View>, how: 'push' | 'replace'): void {
    const view = withinAddress({ ...this.#view, ...change });
    const search = formatView(view);
    this.#view = view;
    if (search !== this.#search) {
      this.#search = search;
      const address = `${location.pathname}${search}${location.hash}`;
      if (how === 'push') history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    }
    for (const listener of this.#listeners) listener();
  }

  #read(): void {
    this.#search = location.search;
    this.#view = parseView(this.#search);
    for (const listener of this.#listeners) listener();
  }
}

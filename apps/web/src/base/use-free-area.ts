import { useLayoutEffect, useState, type RefObject } from 'react';

/** How far a part of the page is from each side of the whole, px. */
export interface FreeArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const NOTHING_COVERED: FreeArea = { left: 0, top: 0, right: 0, bottom: 0 };

/** Where `part` stands in `whole`, as it is and as it changes; the same object while it stays there. */
export function useFreeArea(whole: RefObject<HTMLElement | null>, part: RefObject<HTMLElement | null>): FreeArea {
  const [area, setArea] = useState(NOTHING_COVERED);
  useLayoutEffect(() => {
    const [outer, inner] = [whole.current, part.current];
    if (outer === null || inner === null) return undefined;
    const measure = (): void => {
      const all = outer.getBoundingClientRect();
      const free = inner.getBoundingClientRect();
      const next = {
        left: Math.round(free.left - all.left),
        top: Math.round(free.top - all.top),
        right: Math.round(all.right - free.right),
        bottom: Math.round(all.bottom - free.bottom),
      };
      setArea((before) => (isSame(before, next) ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(outer);
    observer.observe(inner);
    return () => observer.disconnect();
  }, [whole, part]);
  return area;
}

function isSame(a: FreeArea, b: FreeArea): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;
}

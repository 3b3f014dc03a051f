import { useLayoutEffect, useState, type RefObject } from 'react';
import { readPageLook, type PageLook } from './page-look.ts';

const QUERIES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'];

/** Colours and font for the canvas, read again when the theme or the browser's preference changes. */
export function usePageLook(within: RefObject<HTMLElement | null>): PageLook | undefined {
  const [look, setLook] = useState<PageLook | undefined>(undefined);
  useLayoutEffect(() => {
    const read = (): void => {
      if (within.current !== null) setLook(readPageLook(within.current));
    };
    read();
    const theme = new MutationObserver(read);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const lists = QUERIES.map((query) => matchMedia(query));
    for (const list of lists) list.addEventListener('change', read);
    return () => {
      theme.disconnect();
      for (const list of lists) list.removeEventListener('change', read);
    };
  }, [within]);
  return look;
}

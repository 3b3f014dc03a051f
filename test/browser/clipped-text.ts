/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/**
 * Text of the page that is cut off and does not say so, as sentences. Text may end with an ellipsis, and may be scrolled
 * to; what is only spoken is left out.
 */
export async function clippedTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const SLACK = 1.5;
    const complaints: string[] = [];
    const isHidden = (style: CSSStyleDeclaration): boolean =>
      style.display === 'none' || style.visibility !== 'visible';
    const cuts = (value: string): boolean => value === 'hidden' || value === 'clip';
    const endsInDots = (style: CSSStyleDeclaration): boolean =>
      style.textOverflow === 'ellipsis' || !['none', ''].includes(style.getPropertyValue('-webkit-line-clamp'));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const words = node.nodeValue?.trim() ?? '';
      const parent = node.parentElement;
      if (words === '' || parent === null || parent.closest('.visually-hidden, script, style, option, title') !== null)
        continue;
      if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const seen = range.getBoundingClientRect();
      if (seen.width === 0 || seen.height === 0) continue;
      let hasDots = false;
      for (let element: Element | null = parent; element !== null; element = element.parentElement) {
        const style = getComputedStyle(element);
        if (isHidden(style)) break;
        hasDots ||= endsInDots(style);
        const box = element.getBoundingClientRect();
        const isAcross = seen.left < box.left - SLACK || seen.right > box.right + SLACK;
        const isDown = seen.top < box.top - SLACK || seen.bottom > box.bottom + SLACK;
        const isCutAcross = cuts(style.overflowX) && isAcross;
        const isCutDown = cuts(style.overflowY) && isDown;
        const isSeen =
          seen.left < box.right - SLACK &&
          seen.right > box.left + SLACK &&
          seen.top < box.bottom - SLACK &&
          seen.bottom > box.top + SLACK;
        // What is left out as a whole is not cut.
        if ((isCutAcross || isCutDown) && !isSeen) break;
        if ((isCutAcross || isCutDown) && !hasDots) {
          const name = `${element.tagName.toLowerCase()}.${element.className}`;
          complaints.push(`"${words.slice(0, 60)}" is cut off by ${name}, ${isCutAcross ? 'across' : 'down'}`);
          break;
        }
        // What is cut off with dots, or can be scrolled to, is seen no further.
        if (isCutAcross || isCutDown || style.overflowX === 'auto' || style.overflowX === 'scroll') break;
        if (style.overflowY === 'auto' || style.overflowY === 'scroll') break;
        if (style.position === 'fixed') break;
        if (element === document.documentElement && seen.right > innerWidth + SLACK)
          complaints.push(`"${words.slice(0, 60)}" is out of the window`);
      }
    }
    return [...new Set(complaints)];
  });
}

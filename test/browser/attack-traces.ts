/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Control bytes, what turns the reading direction, and what cannot be seen. Emoji may join. */
export const SUSPICIOUS =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE]/;

/** What markup in a name would leave behind in the document, and texts that still hold what cannot be seen. */
export async function tracesOfAttacks(page: Page): Promise<readonly string[]> {
  return page.evaluate((pattern) => {
    const suspicious = new RegExp(pattern);
    const found: string[] = [];
    const shown = (what: string, text: string | null): void => {
      if (text !== null && suspicious.test(text)) found.push(`${what}: ${JSON.stringify(text.slice(0, 200))}`);
    };
    for (const element of document.querySelectorAll('*')) {
      const { localName } = element;
      if (['img', 'iframe', 'object', 'embed', 'base'].includes(localName)) found.push(`element ${localName}`);
      if (localName === 'script' && !(element as HTMLScriptElement).src.startsWith(location.origin))
        found.push('script');
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on')) found.push(`${localName} ${name}=${value.slice(0, 80)}`);
        if (/^(title|aria-label|placeholder|alt|aria-description|aria-valuetext)$/.test(name)) {
          shown(`${localName} ${name}`, value);
        }
        if (/^(href|src|action)$/.test(name) && /^\s*javascript:/i.test(value))
          found.push(`${localName} ${name}=${value}`);
      }
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) shown(`text of ${localName}`, node.textContent);
      }
    }
    shown('title', document.title);
    if (Object.keys(Object.prototype).length > 0) found.push('Object.prototype has changed');
    const overflow = document.documentElement.scrollWidth - innerWidth;
    if (overflow > 0) found.push(`the page is ${overflow} px too wide`);
    return [...new Set(found)];
  }, SUSPICIOUS.source);
}

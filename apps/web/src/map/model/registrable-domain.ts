/** `api.eu.stripe.com` is of `stripe.com`, `www.shop.co.uk` of `shop.co.uk`. Numbers and single words are of themselves. */
export function registrableDomain(name: string): string {
  const labels = name.replace(/\.$/, '').split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length <= 2 || /^\d+$/.test(top)) return name;
  const second = labels.at(-2) ?? '';
  const isPublic = top.length === 2 && PUBLIC_SECOND_LEVELS.has(second);
  return labels.slice(isPublic ? -3 : -2).join('.');
}

/** Below two-letter countries, these are not somebody's. */
const PUBLIC_SECOND_LEVELS: ReadonlySet<string> = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'go',
  'gov',
  'ne',
  'net',
  'or',
  'org',
]);

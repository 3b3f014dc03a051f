/** Where the server's base path is, relative to the address that the page was loaded under; the server writes it. */
const BASE = document.querySelector<HTMLMetaElement>('meta[name="orrery-base"]')?.content ?? './';
const LOADED_AT = location.href;

/** What a frozen incident answers itself: it outlives the rows that it was made of. */
const FROZEN: ReadonlySet<string> = new Set(['flows', 'story', 'http', 'dns', 'trends']);

/**
 * `api/v1/NAME` under the base path. Empty parameters are left out. While the address names a frozen incident, that is
 * asked where it can answer.
 */
export function apiUrl(name: string, parameters: Readonly<Record<string, string>>): URL {
  const incident = FROZEN.has(name) ? new URLSearchParams(location.search).get('incident') : null;
  const path = incident === null ? name : `incidents/${encodeURIComponent(incident)}/${name}`;
  const url = new URL(`${BASE}api/v1/${path}`, LOADED_AT);
  for (const [key, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(key, value);
  return url;
}

/** Where the server's base path is, relative to the address that the page was loaded under; the server writes it. */
const BASE = document.querySelector<HTMLMetaElement>('meta[name="orrery-base"]')?.content ?? './';
const LOADED_AT = location.href;

/** `api/v1/NAME` under the base path. Empty parameters are left out. */
export function apiUrl(name: string, parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(`${BASE}api/v1/${name}`, LOADED_AT);
  for (const [key, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(key, value);
  return url;
}

import { apiUrl } from '../base/api-url.ts';
import { formatTime, type PastRange } from '../view/past-range.ts';
import { parseIncident, parseIncidents, type Incident, type IncidentList } from './incident-answer.ts';
import { problemOf } from './read-past.ts';

/** What is frozen, under which words. */
export interface FreezeWish {
  readonly name: string;
  readonly note: string;
  readonly range: PastRange;
  readonly query: string;
  /** The search part of the address. */
  readonly view: string;
}

/** Throws with words that can be shown, as all of these. */
export async function readIncidents(signal: AbortSignal): Promise<IncidentList> {
  return parseIncidents(await jsonOf(await fetch(apiUrl('incidents', {}), { signal })));
}

export async function readIncident(id: string, signal: AbortSignal): Promise<Incident> {
  return incidentOf(await jsonOf(await fetch(incidentUrl(id), { signal })));
}

export async function freezeIncident({ range, query, ...words }: FreezeWish): Promise<Incident> {
  const body = { ...words, q: query, since: formatTime(range.fromMs), until: formatTime(range.toMs) };
  return incidentOf(await jsonOf(await send('POST', apiUrl('incidents', {}), body)));
}

export async function changeIncident(
  id: string,
  words: { readonly name: string; readonly note: string },
): Promise<Incident> {
  return incidentOf(await jsonOf(await send('PATCH', incidentUrl(id), words)));
}

export async function removeIncident(id: string): Promise<void> {
  const response = await send('DELETE', incidentUrl(id));
  if (!response.ok) throw new Error(await problemOf(response));
}

export function incidentUrl(id: string, part = ''): URL {
  return apiUrl(`incidents/${encodeURIComponent(id)}${part}`, {});
}

function send(method: string, url: URL, body?: object): Promise<Response> {
  if (body === undefined) return fetch(url, { method });
  return fetch(url, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
}

async function jsonOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(await problemOf(response));
  return response.json();
}

function incidentOf(json: unknown): Incident {
  const incident = parseIncident(json);
  if (incident === undefined) throw new Error('The server sent something else than an incident.');
  return incident;
}

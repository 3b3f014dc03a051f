import { apiUrl } from '../base/api-url.ts';
import { numberMember, textMember } from '../base/json-member.ts';
import { problemOf } from './read-past.ts';

/** A recording that the server has read, and where it shows it. */
export interface OpenedFile {
  readonly href: string;
  readonly flows: number;
  readonly badLines: number;
}

/** Sends a file piece by piece, and has it read. Throws with words that can be shown. */
export async function sendFile(file: File, onSent: (bytes: number) => void, signal: AbortSignal): Promise<OpenedFile> {
  const announced = { name: file.name, bytes: file.size };
  const begun = await jsonOf(
    await fetch(apiUrl('captures', {}), {
      method: 'POST',
      body: JSON.stringify(announced),
      headers: { 'Content-Type': 'application/json' },
      signal,
    }),
  );
  const id = textMember(begun, 'id');
  const pieceBytes = Math.max(1, numberMember(begun, 'piece_bytes'));
  for (let at = 0; at < file.size; at += pieceBytes) {
    const url = apiUrl(`captures/${encodeURIComponent(id)}`, { at: String(at) });
    const answer = await fetch(url, { method: 'PUT', body: file.slice(at, at + pieceBytes), signal });
    if (!answer.ok) throw new Error(await problemOf(answer));
    onSent(Math.min(file.size, at + pieceBytes));
  }
  const opened = await jsonOf(
    await fetch(apiUrl(`captures/${encodeURIComponent(id)}/open`, {}), { method: 'POST', signal }),
  );
  const href = hrefOf(textMember(opened, 'url'));
  return { href, flows: numberMember(opened, 'flows'), badLines: numberMember(opened, 'bad_lines') };
}

/** Under this server, or nowhere. */
function hrefOf(path: string): string {
  const url = new URL(path, location.href);
  if (url.origin !== location.origin) throw new Error('The server named a place that is not its own.');
  return url.href;
}

async function jsonOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(await problemOf(response));
  return response.json();
}

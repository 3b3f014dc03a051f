import type { IncomingMessage } from 'node:http';

import { RequestError } from './request-error.ts';

/** What people write is short; a longer body is refused. */
const MOST_BYTES = 64 * 1024;

/** The object that a request brings. Only `application/json` is taken, which no form of another site can send. */
export async function jsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new RequestError(415, 'bad_type', 'the body has to be application/json', CLOSE);
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_BYTES)
      throw new RequestError(413, 'body_too_large', `a body has at most ${MOST_BYTES} bytes`, CLOSE);
    pieces.push(piece);
  }
  const body = parsed(Buffer.concat(pieces).toString('utf8'));
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new RequestError(400, 'bad_body', 'the body is not a JSON object');
  }
  return body as Readonly<Record<string, unknown>>;
}

const CLOSE = { headers: { Connection: 'close' } };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'bad_body', 'the body is not JSON');
  }
}

/** The texts of a body by name; what is not among `most` is refused. Undefined when absent. */
export function bodyTexts<const Name extends string>(
  body: Readonly<Record<string, unknown>>,
  most: Readonly<Record<Name, number>>,
): Readonly<Partial<Record<Name, string>>> {
  const texts: Partial<Record<Name, string>> = {};
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(most, name)) {
      throw new RequestError(
        400,
        'unknown_field',
        `there is no ${JSON.stringify(name.slice(0, 80))} here; known are ${Object.keys(most).join(', ')}`,
      );
    }
    if (value === null || value === undefined) continue;
    if (typeof value !== 'string') throw new RequestError(400, `bad_${name}`, `${name} is not a text`);
    const bound = most[name as Name];
    if (value.length > bound) throw new RequestError(400, `bad_${name}`, `${name} has more than ${bound} characters`);
    texts[name as Name] = value;
  }
  return texts;
}

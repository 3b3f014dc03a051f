import { createChdbConnection } from 'chdb/connection';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chdbEngine } from '../engine/chdb-engine.ts';
import { createEngineFront } from '../engine/engine-front.ts';

/**
 * A real ClickHouse engine behind HTTP over TCP, for where no ClickHouse server can be had:
 *
 *     http-engine-process DIRECTORY PORT [USER PASSWORD]
 *
 * Prints its address. With a user, whoever does not say the password is refused as a server does.
 */
const [directory = '', port = '0', user, password = ''] = process.argv.slice(2);

const UNAUTHORIZED = 401;
const AUTHENTICATION_FAILED = 516;

const front = createEngineFront(chdbEngine(createChdbConnection({ path: directory })));
const door = createServer((request, response) => {
  if (isAllowed(request)) front.emit('request', request, response);
  else refuse(response);
});
door.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(door.address() as AddressInfo).port}\n`);
});

function isAllowed({ headers }: IncomingMessage): boolean {
  if (user === undefined) return true;
  return headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function refuse(response: ServerResponse): void {
  response.statusCode = UNAUTHORIZED;
  response.setHeader('X-ClickHouse-Exception-Code', String(AUTHENTICATION_FAILED));
  response.end(`Code: ${AUTHENTICATION_FAILED}. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)`);
}

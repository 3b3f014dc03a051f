import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** The part of an embedded engine that is needed here. */
export interface Engine {
  /** Runs a statement; `values` are the rows of an INSERT. Gives the answer in the format that the statement names. */
  run(statement: string, parameters: Readonly<Record<string, string>>, values: string): Promise<Uint8Array>;
}

/** A larger statement with its rows is refused: writers send batches, readers pages. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Speaks the part of ClickHouse's HTTP protocol that `@clickhouse/client` needs, so that an embedded engine and a
 * cluster are used by the same statements over the same client:
 *
 *     GET  /ping                           Ok.
 *     POST /?param_x=1           body: the statement
 *     POST /?query=INSERT ...    body: the rows
 */
export function createEngineFront(engine: Engine): Server {
  const watched = new WatchedEngine(engine);
  return createServer((request, response) => {
    answer(watched, request, response).catch((error: unknown) => fail(response, error));
  });
}

/** A statement may take this long; an engine that is longer at one is taken to hang. */
const BUSY_MS = 60_000;

/** Knows for how long the engine has been at what it does. */
class WatchedEngine implements Engine {
  readonly #engine: Engine;
  readonly #sinceMs = new Set<{ readonly ms: number }>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** At work, and not for too long. */
  get isBusy(): boolean {
    const [oldest] = this.#sinceMs;
    return oldest !== undefined && performance.now() - oldest.ms < BUSY_MS;
  }

  async run(...statement: Parameters<Engine['run']>): Promise<Uint8Array> {
    const since = { ms: performance.now() };
    this.#sinceMs.add(since);
    try {
      return await this.#engine.run(...statement);
    } finally {
      this.#sinceMs.delete(since);
    }
  }
}

async function answer(engine: WatchedEngine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine');
  if (request.method === 'GET' && pathname === '/ping') {
    // Statements wait for each other in there: a long one says as much as an answer.
    if (!engine.isBusy) await engine.run('SELECT 1 FORMAT Null', {}, '');
    response.end('Ok.\n');
    return;
  }
  if (request.method !== 'POST') {
    response.statusCode = 405;
    response.end();
    return;
  }
  const body = await bodyOf(request);
  const inAddress = searchParams.get('query');
  const statement = inAddress ?? body;
  const result = await engine.run(statement, parametersOf(searchParams, statement), inAddress === null ? '' : body);
  response.end(result);
}

function parametersOf(search: URLSearchParams, statement: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [, name, type] of statement.matchAll(/\{\s*(\w+)\s*:\s*([^}]*)\}/g)) {
    const value = name === undefined ? null : search.get(`param_${name}`);
    if (name === undefined || value === null) continue;
    // Over HTTP a text is escaped as in tab-separated rows; an embedded engine takes it as it is. Lists are literals in both.
    const isText = /^(?:Nullable\()?String\b/.test(type ?? '');
    parameters[name] = isText ? unescaped(value) : value;
  }
  return parameters;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '0': '\0' };

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BODY_BYTES) throw new Error(`Code: 241. DB::Exception: more than ${MAX_BODY_BYTES} bytes at once`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** As the server writes errors: the client reads code and type out of the text. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = /Code: (\d+)/.exec(message)?.[1];
  response.statusCode = 500;
  if (code !== undefined) response.setHeader('X-ClickHouse-Exception-Code', code);
  response.end(message);
}

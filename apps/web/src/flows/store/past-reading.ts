import { fromJsonString, toBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';

/** What was read so far of a range of the history. */
export interface PastRead {
  /** As the responses that the relay sent, newest first. */
  readonly flows: readonly Uint8Array[];
  /** Each is one of so many, at most. */
  readonly sampledOneIn: number;
  /** Denied, audited and failed ones that were too many to be written down. */
  readonly leftOut: number;
  /** Of the range, in which no single flows were written down. */
  readonly missingSeconds: number;
  readonly state: PastState;
}

export type PastState =
  | { readonly kind: 'reading' }
  /** `isCut`: the range has more, which are older than these. */
  | { readonly kind: 'done'; readonly isCut: boolean }
  | { readonly kind: 'failed'; readonly why: string };

export interface PastReadingOptions {
  readonly fetch: (
    url: string,
    init: { headers: Record<string, string>; signal: AbortSignal },
  ) => Promise<PageResponse>;
  readonly onRead: (read: PastRead) => void;
  /** Gives messages a turn between pieces of work. */
  readonly pause: () => Promise<void>;
}

/** The part of a Response that is used here. */
export type PageResponse = Pick<Response, 'ok' | 'status' | 'headers' | 'text'>;

/** Flows that are read at most, and their bytes: what a table holds. */
const MOST_FLOWS = 50_000;
const MOST_BYTES = 48 * 1024 * 1024;
/** The first page is small: it is what is looked at. */
const FIRST_PAGE = 500;
const PAGE = 5000;
const LINES_AT_ONCE = 250;

/**
 * Reads the flows of a range page by page, newest first. Tells all that it has whenever that is twice as much as before,
 * for whoever is told sorts it anew.
 */
export class PastReading {
  readonly #options: PastReadingOptions;
  #leaving = new AbortController();

  constructor(options: PastReadingOptions) {
    this.#options = options;
  }

  /** `url` asks for everything but the page. Another reading ends. */
  async read(url: string): Promise<void> {
    this.close();
    const { signal } = this.#leaving;
    const flows: Uint8Array[] = [];
    let [sampledOneIn, leftOut, missingSeconds, bytes, told] = [1, 0, 0, 0, 0];
    const tell = (state: PastState): void => {
      if (signal.aborted) return;
      this.#options.onRead({ flows, sampledOneIn, leftOut, missingSeconds, state });
    };
    tell({ kind: 'reading' });
    let cursor = '';
    try {
      do {
        const response = await this.#page(url, cursor, flows.length === 0 ? FIRST_PAGE : PAGE, signal);
        const { headers } = response;
        sampledOneIn = Math.max(sampledOneIn, numberOf(headers, 'Orrery-Sampled-One-In'));
        leftOut = Math.max(leftOut, numberOf(headers, 'Orrery-Left-Out-Flows'));
        missingSeconds = Math.max(missingSeconds, numberOf(headers, 'Orrery-Missing-Seconds'));
        cursor = headers.get('Orrery-Next-Cursor') ?? '';
        for await (const flow of this.#flowsOf(await response.text())) {
          flows.push(flow);
          bytes += flow.length;
        }
        if (flows.length >= MOST_FLOWS || bytes >= MOST_BYTES) break;
        if (flows.length < 2 * told) continue;
        told = flows.length;
        tell({ kind: 'reading' });
      } while (cursor !== '' && !signal.aborted);
      tell({ kind: 'done', isCut: cursor !== '' });
    } catch (reason) {
      tell({ kind: 'failed', why: whyOf(reason) });
    }
  }

  close(): void {
    this.#leaving.abort();
    this.#leaving = new AbortController();
  }

  async #page(url: string, cursor: string, limit: number, signal: AbortSignal): Promise<PageResponse> {
    const page = new URL(url);
    page.searchParams.set('limit', String(limit));
    if (cursor !== '') page.searchParams.set('cursor', cursor);
    const response = await this.#options.fetch(page.href, { headers: { Accept: 'application/x-ndjson' }, signal });
    if (response.ok) return response;
    throw new Error(messageOf(await response.text()) ?? `The server answered ${response.status}.`);
  }

  async *#flowsOf(text: string): AsyncGenerator<Uint8Array> {
    let lines = 0;
    for (let from = 0; from < text.length;) {
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline;
      const flow = flowOf(text.slice(from, end));
      if (flow !== undefined) yield flow;
      from = end + 1;
      lines += 1;
      if (lines % LINES_AT_ONCE === 0) await this.#options.pause();
    }
  }
}

/** A line that stands for a flow that could not be sent is no flow. */
function flowOf(line: string): Uint8Array | undefined {
  try {
    const response = fromJsonString(GetFlowsResponseSchema, line, { ignoreUnknownFields: true });
    return response.responseTypes.case === 'flow' ? toBinary(GetFlowsResponseSchema, response) : undefined;
  } catch {
    return undefined; // of a newer server; the rest of the page is of use
  }
}

function numberOf(headers: Headers, name: string): number {
  const number = Number(headers.get(name) ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** The sentence of an answer that is an error of ours. */
function messageOf(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}

function whyOf(reason: unknown): string {
  if (reason instanceof TypeError) return 'the server cannot be reached';
  return reason instanceof Error ? reason.message : String(reason);
}

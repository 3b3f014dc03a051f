import type { ServerResponse } from 'node:http';

/** A request that cannot be answered, as the caller is told about it. Anything else that is thrown is a bug of ours. */
export class RequestError extends Error {
  readonly status: number;
  /** For programs: lower case words joined by `_`. */
  readonly code: string;
  /** Half-open range of the parameter's text that is at fault. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      readonly range?: { readonly from: number; readonly to: number };
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
    this.range = more.range;
    this.headers = more.headers ?? {};
  }
}

export function badRequest(code: string, message: string): RequestError {
  return new RequestError(400, code, message);
}

/** The body of every answer that is not a success. */
export function errorBody(error: RequestError, requestId: string): string {
  const body = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.range === undefined ? {} : { from: error.range.from, to: error.range.to }),
      request_id: requestId,
    },
  };
  return `${JSON.stringify(body)}\n`;
}

/** Answers with the error, or cuts the connection when an answer has begun: half an answer must not look whole. */
export function sendError(response: ServerResponse, error: RequestError, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  response.statusCode = error.status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.end(errorBody(error, requestId));
}

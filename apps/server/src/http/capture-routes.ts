import type { Request } from 'express';

import { captureBounds, NothingReadableError } from '../evidence/capture.ts';
import { PIECE_BYTES, UploadError, type Uploads } from '../evidence/uploads.ts';
import type { CaptureDoor } from './http-deps.ts';
import { jsonBody } from './json-body.ts';
import { Parameters } from './parameters.ts';
import { RequestError } from './request-error.ts';
import { searchOf, sendJson, type Route, type RouteContext } from './route.ts';
import { timeText } from './time-range.ts';

/** `POST /api/v1/captures {name, bytes}`: a recording is on its way. */
export const beginCaptureRoute: Route = async (context, request, response) => {
  const { uploads } = doorOf(context);
  const { name, bytes } = await jsonBody(request);
  if (typeof name !== 'string' || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RequestError(400, 'bad_body', 'a recording has a name and a number of bytes');
  }
  const id = await told(() => uploads.begin(name, bytes));
  response.statusCode = 201;
  sendJson(response, { id, piece_bytes: PIECE_BYTES });
};

/** `PUT /api/v1/captures/ID?at=`: the piece of it that begins there. */
export const captureRoute: Route = async (context, request, response) => {
  const { uploads } = doorOf(context);
  const at = new Parameters(searchOf(request), ['at']).whole('at', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  await told(() => uploads.append(idOf(request), at, request));
  response.statusCode = 204;
  response.end();
};

/** `POST /api/v1/captures/ID/open`: all of it is there; answers when it was read, and says where it is shown. */
export const openCaptureRoute: Route = async (context, request, response, turn) => {
  const { uploads, captures } = doorOf(context);
  const opened = await told(() => uploads.finish(idOf(request), (path) => captures.open(path, turn.signal)));
  const { url, report } = opened;
  const { fromMs, toMs } = captureBounds(report);
  const { flows, badLines, firstBad } = report;
  const range = { from: timeText(fromMs), to: timeText(toMs) };
  sendJson(response, { url, ...range, flows, bad_lines: badLines, first_bad: firstBad ?? null });
};

function doorOf({ uploads, captures }: RouteContext): { readonly uploads: Uploads; readonly captures: CaptureDoor } {
  if (uploads !== undefined && captures !== undefined) return { uploads, captures };
  throw new RequestError(404, 'not_found', 'recordings cannot be opened here');
}

function idOf(request: Request): string {
  const { id } = request.params;
  return typeof id === 'string' ? id : '';
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UploadError) throw new RequestError(409, 'bad_upload', error.message);
    if (error instanceof NothingReadableError) throw new RequestError(422, 'nothing_readable', error.message);
    throw error;
  }
}

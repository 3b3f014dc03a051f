import type { Request, Response } from 'express';

import type { Incidents } from '../evidence/incidents.ts';
import type { Uploads } from '../evidence/uploads.ts';
import type { Listening } from './completeness.ts';
import type { HttpDeps } from './http-deps.ts';
import type { Turn } from './slices.ts';

/** What a route of the API knows beside the request. */
export interface RouteContext extends HttpDeps {
  readonly listening: Listening;
  /** Undefined where nothing is written down. */
  readonly incidents: Incidents | undefined;
  /** Files that pages bring; undefined where recordings cannot be opened. */
  readonly uploads: Uploads | undefined;
}

/** Answers one request. Throws `RequestError` for what the caller did wrong. */
export type Route = (context: RouteContext, request: Request, response: Response, turn: Turn) => Promise<void>;

/** The text behind `?`, or ''. */
export function searchOf(request: Request): string {
  const question = request.url.indexOf('?');
  return question < 0 ? '' : request.url.slice(question);
}

export function sendJson(response: Response, body: unknown): void {
  response.setHeader('Content-Type', JSON_TYPE);
  response.end(`${JSON.stringify(body)}\n`);
}

export const JSON_TYPE = 'application/json; charset=utf-8';

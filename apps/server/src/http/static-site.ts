import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import express, { type RequestHandler, type Router } from 'express';

/**
 * The built page. Its files are served from below `root` and from nowhere else; paths of the page itself (`/review/x`)
 * get `index.html`. What the page loads is written relative to itself, so that it works under any base path, and
 * behind a proxy that takes one away.
 */
export function staticSite(root: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use(
    '/assets',
    express.static(join(root, 'assets'), { ...FILE_OPTIONS, immutable: true, maxAge: '365d', fallthrough: false }),
  );
  router.use(rootFiles(root));
  router.get('/{*path}', indexPage(root));
  return router;
}

const FILE_OPTIONS = { dotfiles: 'deny', index: false, redirect: false } as const;
/** Paths of the page have no dot: what has one is a file that does not exist. */
const PAGE_PATH = /^\/(?:[A-Za-z0-9_~@+-]+(?:\/[A-Za-z0-9_~@+-]+){0,7}\/?)?$/;
const NOT_PAGES = /^\/(?:api|assets)(?:\/|$)/;

function rootFiles(root: string): RequestHandler {
  const serve = express.static(root, { ...FILE_OPTIONS, maxAge: 0 });
  return (request, response, next) => {
    if (request.path === '/index.html') next('router');
    else serve(request, response, next);
  };
}

function indexPage(root: string): RequestHandler {
  return async (request, response, next) => {
    if (!PAGE_PATH.test(request.path) || NOT_PAGES.test(request.path)) {
      next();
      return;
    }
    const html = await readFile(join(root, 'index.html'), 'utf8').catch(() => undefined);
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.statusCode = html === undefined ? 503 : 200;
    response.end(html === undefined ? NOT_BUILT : atDepth(html, request.path));
  };
}

/**
 * The page tells its own scripts where the base path is, relative to the address that it was asked under.
 * `base-uri 'none'` and links to `#parts` of the page forbid a `<base>` element.
 */
function atDepth(html: string, path: string): string {
  const slashes = path.split('/').length - 2;
  const up = slashes === 0 ? './' : '../'.repeat(slashes);
  return html
    .replaceAll(/(\s(?:src|href)=")\.\//g, `$1${up}`)
    .replace(/<head[^>]*>/, (head) => `${head}\n    <meta name="orrery-base" content="${up}" />`);
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Orrery</title>
<p>The page is not built yet. Run <code>npm start</code> in the repository, or <code>npm run build</code> and reload.
<p>The API works without it: see <code>api/v1/status</code>.
</html>
`;

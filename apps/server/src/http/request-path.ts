/** Where a request points to, below the base path. */
export type RequestPath =
  | { readonly kind: 'inside'; /** Begins with `/`. */ readonly path: string; readonly search: string }
  /** The base path without its slash; `location` is relative. */
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'refused' };

/**
 * Everything that we serve has a plain name, so that a target with an escape, a backslash, an empty segment or a
 * segment of dots is no mistake worth decoding: it is refused before any other code sees it.
 */
export function requestPath(target: string, basePath: string): RequestPath {
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const search = question < 0 ? '' : target.slice(question);
  if (!isPlain(path) || !/^[\u0021-\u007e]*$/.test(search)) return { kind: 'refused' };
  if (path.startsWith(basePath)) return { kind: 'inside', path: path.slice(basePath.length - 1), search };
  if (`${path}/` === basePath) {
    const last = path.slice(path.lastIndexOf('/') + 1);
    return { kind: 'redirect', location: `${last}/` };
  }
  return { kind: 'outside' };
}

function isPlain(path: string): boolean {
  return path.length <= 1024 && /^\/(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.~@+-]+(?:\/|$))*$/.test(path);
}

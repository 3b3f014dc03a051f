/** The server answers so many. */
const MAX_EDGES = 200;
/** Of the address of the request; with its headers it may have 16 KiB. */
const MAX_CHARACTERS = 8000;

/** Edges that one request can name, a line each: the same text for the same edges, in whatever order they come. */
export function askedEdges(edges: readonly string[]): string {
  const asked: string[] = [];
  let characters = 0;
  for (const edge of new Set(edges)) {
    characters += new URLSearchParams({ edge }).toString().length + 1;
    if (characters > MAX_CHARACTERS || asked.length === MAX_EDGES) break;
    if (!edge.includes('\n')) asked.push(edge);
  }
  return asked.sort().join('\n');
}

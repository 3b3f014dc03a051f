import { create } from '@bufbuild/protobuf';
import { Cause_Kind, CauseSchema, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { FIGURES, NO_FIGURES, type Edge, type FigureName } from '../edge.ts';

let drawn = 0;

/** `cart -> redis:6379 forwarded 5 dropped 4 deniedAttempts 2`, with causes beside it. */
export function edgeFrom(drawing: string, causes: readonly Cause[] = []): Edge {
  const [source = '', , target = '', ...rest] = drawing.trim().split(/\s+/);
  const [destination = '', port = '0'] = target.split(':');
  const figures: Record<FigureName, number> = { ...NO_FIGURES };
  for (let i = 0; i < rest.length; i += 2) {
    const name = FIGURES.find((figure) => figure === rest[i]);
    if (name === undefined) throw new Error(`no figure is called ${rest[i]}`);
    figures[name] = Number(rest[i + 1]);
  }
  drawn += 1;
  return {
    index: drawn,
    key: `${source}|${destination}|${port}|TCP`,
    source: 0,
    destination: 1,
    port: Number(port),
    protocol: 1,
    firstSeenMs: 0,
    lastSeenMs: 0,
    figures,
    causes,
  };
}

export const DEFAULT_DENY = create(CauseSchema, {
  kind: Cause_Kind.DENIED,
  dropReason: 133,
  direction: 2,
  flows: 4,
  attempts: 2,
});
export const L7_DENIED = create(CauseSchema, { kind: Cause_Kind.L7_DENIED, direction: 1, flows: 8 });
export const NOT_POLICY = create(CauseSchema, { kind: Cause_Kind.NOT_POLICY, dropReason: 166, flows: 3 });

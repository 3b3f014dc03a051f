import { Cause_Kind, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { Text } from '../base/text.tsx';
import type { GroupedEdge } from '../view/grouped-graph.ts';

const AT_DESTINATION = 1;
const AT_SOURCE = 2;

const WAY = ['source', 'egress', 'between', 'ingress', 'destination'] as const;
type Place = (typeof WAY)[number];
type PlaceState = 'passed' | 'stopped' | 'marked' | 'unreached';

/**
 * The way of one attempt, and where it ended:
 *
 *     cart ──[ egress ⊖ ]┄┄[ ingress ]┄┄ redis
 */
export function AttemptPath({ edge, cause }: { readonly edge: GroupedEdge; readonly cause: Cause }) {
  const { direction, kind } = cause;
  if (direction !== AT_SOURCE && direction !== AT_DESTINATION) return null;
  const stop = direction === AT_SOURCE ? 'egress' : 'ingress';
  const passes = kind === Cause_Kind.AUDITED || kind === Cause_Kind.L7_DENIED;
  const stopAt = WAY.indexOf(stop);
  const state = (place: Place): PlaceState => {
    const at = WAY.indexOf(place);
    if (at === stopAt) return passes ? 'marked' : 'stopped';
    return at > stopAt && !passes ? 'unreached' : 'passed';
  };
  const said = `${passes ? 'Seen' : 'Stopped'} at the ${stop} of ${stop === 'egress' ? 'the source' : 'the destination'}`;
  return (
    <div className="attempt-path" role="img" aria-label={said} title={said}>
      <Text className="attempt-end" limit={24}>
        {edge.source.name.name}
      </Text>
      <i data-state={state('source')} />
      <Gate side="egress" state={state('egress')} edge={edge} />
      <i data-state={state('between')} />
      <Gate side="ingress" state={state('ingress')} edge={edge} />
      <i data-state={state('destination')} />
      <Text className="attempt-end" limit={24}>
        {edge.destination.name.name}
      </Text>
    </div>
  );
}

function Gate({ side, state, edge }: { side: 'egress' | 'ingress'; state: PlaceState; edge: GroupedEdge }) {
  return (
    <span className={`attempt-gate attempt-${edge.verdict}`} data-state={state}>
      {(state === 'stopped' || state === 'marked') && <VerdictGlyph name={edge.verdict} />}
      {side}
    </span>
  );
}

import type { Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime, countOf } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { causesWorstFirst, policySentence, shortReason, whySentence } from '../view/cause-text.ts';
import { fullName } from '../view/end-name.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';

/** Why: one sentence, then every cause that was seen. */
export function CauseList({ edge }: { readonly edge: GroupedEdge }) {
  const { verdict, source, destination } = edge;
  const causes = causesWorstFirst(edge.causes);
  const [worst] = causes;
  if (worst === undefined || verdict === 'forwarded') {
    return (
      <p className="answer">
        {verdict === 'forwarded' ? 'Policy lets this through, and nothing fails.' : 'No cause was named in the flows.'}
      </p>
    );
  }
  return (
    <>
      <h3 className="visually-hidden">Why</h3>
      <p className="answer">
        <bdi>
          {whySentence(
            worst,
            plainText(fullName(source.name), 60),
            plainText(fullName(destination.name), 60),
            edge.port,
          )}
        </bdi>
      </p>
      <ul className="evidence">
        {causes.map((cause) => (
          <CauseItem
            key={`${cause.kind} ${cause.dropReason} ${cause.direction} ${cause.policies.join()}`}
            cause={cause}
          />
        ))}
      </ul>
    </>
  );
}

function CauseItem({ cause }: { cause: Cause }) {
  const { policies, flows, attempts, firstSeenMs, lastSeenMs, dropReason } = cause;
  const missing = policySentence(cause);
  return (
    <li>
      <span className="tag">Seen</span>
      <div>
        <p>
          <strong>{shortReason(cause)}</strong>
          {dropReason > 0 && <span className="quiet">, reason {dropReason}</span>}
        </p>
        {policies.length > 0 && (
          <p>
            {policies.slice(0, MAX_POLICIES).map((policy) => (
              <Text key={policy} className="code">
                {policy}
              </Text>
            ))}
            {policies.length > MAX_POLICIES && ` and ${policies.length - MAX_POLICIES} more`}
          </p>
        )}
        {missing !== undefined && <p className="quiet">{missing}</p>}
        <p className="quiet">
          {attempts > 0 && `${countOf(attempts, 'attempt')}, `}
          {countOf(flows, 'flow')} from {clockTime(firstSeenMs)} to {clockTime(lastSeenMs)}
        </p>
      </div>
    </li>
  );
}

const MAX_POLICIES = 8;

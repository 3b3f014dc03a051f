import { VerdictGlyph } from '../base/glyphs.tsx';
import { Text } from '../base/text.tsx';
import type { EdgeVerdict } from '../view/edge-verdict.ts';
import type { AttemptWay, Station } from './why/attempt-way.ts';
import { policyName, revisionWords } from './why/statement.ts';

interface AttemptPathProps {
  readonly way: AttemptWay;
  readonly verdict: EdgeVerdict;
}

const LONGEST_NAME = 28;

/**
 * The way of one attempt through the gates of both ends, and where it ended:
 *
 *     cart                        redis
 *     ●────────○────────────│┄┄┄┄┄┄┄┄┄○
 *          egress        ingress
 *          allowed       denied here
 */
export function AttemptPath({ way: { from, to, stations, arrives }, verdict }: AttemptPathProps) {
  return (
    <div className={`attempt attempt-${verdict}`}>
      <p className="attempt-ends">
        <Text className="attempt-end" limit={LONGEST_NAME}>
          {from.name.name}
        </Text>
        <span className="visually-hidden"> to </span>
        <Text className="attempt-end" limit={LONGEST_NAME}>
          {to.name.name}
        </Text>
      </p>
      <ol className="attempt-way" data-arrives={arrives}>
        {stations.map((station) => (
          <StationView key={station.rule} station={station} verdict={verdict} />
        ))}
      </ol>
    </div>
  );
}

function StationView({
  station: { rule, state, words, policies, nodes },
  verdict,
}: {
  station: Station;
  verdict: EdgeVerdict;
}) {
  const [policy, ...more] = policies;
  const isTrouble = state === 'stopped' || state === 'marked';
  return (
    <li className="attempt-station" data-state={state} data-rule={rule}>
      <span className="attempt-mark" aria-hidden="true">
        {isTrouble && <VerdictGlyph name={verdict} />}
      </span>
      <span className="attempt-rule">{rule}</span>
      <span className="attempt-words">{words}</span>
      {policy !== undefined && (
        <span className="attempt-policy">
          by <Text limit={LONGEST_NAME}>{policyName(policy)}</Text>
          {revisionWords(policy)}
          {more.length > 0 && ` and ${more.length} more`}
        </span>
      )}
      {nodes.length > 0 && (
        <span className="attempt-node">
          {nodes.length === 1 ? (
            <>
              on <Text limit={LONGEST_NAME}>{nodes[0]}</Text>
            </>
          ) : (
            `on ${nodes.length} nodes`
          )}
        </span>
      )}
    </li>
  );
}

import { wholeNumber } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { deniedAttempts } from '../view/edge.ts';
import type { End } from '../view/grouped-graph.ts';
import { inWindow } from '../view/time-window.ts';
import { commonLabels } from './common-labels.ts';
import { EdgeLinks } from './edge-links.tsx';
import { identityHistory } from './identity-history.ts';
import { IdentityList } from './identity-list.tsx';
import type { Neighbours } from './neighbours.ts';
import { seenEnd } from './seen-ends.ts';
import type { TabProps } from './tab-props.ts';
import { useEndFlows } from './use-end-flows.ts';

const MAX_LABELS = 24;
const MAX_PODS = 24;

/** Callers and callees, what was dropped at it, who it is and was, and where it was seen. */
export function EndOverview(props: TabProps & Neighbours & { readonly end: End }) {
  const { end, callers, callees, moment, onSelectEdge } = props;
  const flows = useEndFlows(end);
  const seen = seenEnd(flows.kind === 'answer' ? flows.value : [], end);
  const history = identityHistory(end, [...callers, ...callees]);
  const labels = commonLabels(end.vertices);
  return (
    <>
      <Drops {...props} />
      <h3>
        Callers <span className="quiet">{callers.length}</span>
      </h3>
      {callers.length === 0 && <p className="hint">Nobody calls it.</p>}
      <EdgeLinks edges={callers} names="source" moment={moment} onSelectEdge={onSelectEdge} />
      <h3>
        Callees <span className="quiet">{callees.length}</span>
      </h3>
      {callees.length === 0 && <p className="hint">It calls nobody.</p>}
      <EdgeLinks edges={callees} names="destination" moment={moment} onSelectEdge={onSelectEdge} />
      <IdentityList spans={history} moment={moment} />
      {(seen.pods.length > 0 || seen.addresses.length > 0) && (
        <>
          <h3>
            {seen.pods.length > 0 ? 'Pods' : 'Addresses'}{' '}
            <span className="quiet">seen in {flows.kind === 'answer' ? flows.value.length : 0} kept flows</span>
          </h3>
          <p className="label-list">
            {(seen.pods.length > 0 ? seen.pods : seen.addresses).slice(0, MAX_PODS).map((name) => (
              <Text key={name} className="code" limit={80}>
                {name.slice(name.indexOf('/') + 1)}
              </Text>
            ))}
          </p>
          {seen.nodes.length > 0 && (
            <p className="quiet seen-nodes">
              on{' '}
              <Text limit={200}>
                {seen.nodes
                  .slice(0, MAX_PODS)
                  .map((node) => node.slice(node.indexOf('/') + 1))
                  .join(', ')}
              </Text>
            </p>
          )}
        </>
      )}
      {labels.length > 0 && (
        <>
          <h3>Labels</h3>
          <p className="label-list">
            {labels.slice(0, MAX_LABELS).map((label) => (
              <Text key={label} className="code">
                {label}
              </Text>
            ))}
          </p>
        </>
      )}
    </>
  );
}

/** What was refused or dropped at this end, both ways; nothing where nothing was. */
function Drops({ callers, callees, moment }: TabProps & Neighbours) {
  const edges = [...new Set([...callers, ...callees])];
  const sum = (figure: (edge: (typeof edges)[number]) => number): number =>
    edges.reduce((all, edge) => all + figure(edge), 0);
  const refused = sum(({ figures }) => deniedAttempts(figures));
  const dropped = sum(({ figures }) => figures.dropped);
  const audited = sum(({ figures }) => figures.auditedAttempts);
  const failed = sum(({ figures }) => figures.httpFailed);
  if (refused + dropped + audited + failed === 0) return null;
  const parts = [
    refused > 0 && `${wholeNumber(refused)} attempts denied`,
    dropped > 0 && `${wholeNumber(dropped)} flows dropped`,
    audited > 0 && `${wholeNumber(audited)} attempts audited`,
    failed > 0 && `${wholeNumber(failed)} requests answered 5xx`,
  ].filter((part) => part !== false);
  return (
    <p className="l7-sentence">
      {parts.join(', ')} {inWindow(moment)}, in and out.
    </p>
  );
}

import { useMemo } from 'react';
import { CopyButton } from '../base/copy-button.tsx';
import { countOf } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { triedRate, type EdgeMoment } from '../view/edge-moment.ts';
import { edgeRow, sortRows, WORST_FIRST } from '../view/edge-order.ts';
import { observeEndCommand } from '../view/edge-query.ts';
import type { End, GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import { commonLabels } from './common-labels.ts';
import { endKind, identities } from './edge-ends.tsx';
import { EdgeLinks } from './edge-links.tsx';
import { KeyFigures } from './key-figure-box.tsx';

interface EndDetailsProps {
  readonly grouped: GroupedGraph;
  readonly end: End;
  readonly moment: EdgeMoment;
  readonly isStale: boolean;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
}

/** One end: what it is, who calls it and whom it calls, worst first. */
export function EndDetails({ grouped, end, moment, isStale, onSelectEdge }: EndDetailsProps) {
  const { callers, callees } = useMemo(() => neighbours(end, grouped), [end, grouped]);
  const troubled = [...callers, ...callees].filter(({ verdict }) => verdict !== 'forwarded').length;
  const command = observeEndCommand(end);
  const labels = commonLabels(end.vertices);
  const sum = (edges: readonly GroupedEdge[]): string =>
    rateNumber(edges.reduce((all, edge) => all + triedRate(edge, moment), 0));
  return (
    <>
      <div className="panel-top">
        <p className="panel-verdict">
          <span className="badge badge-filled badge-forwarded">{endKind(end)}</span>
          <span className="quiet">
            {troubled === 0 ? 'no edge in trouble' : `${countOf(troubled, 'edge')} in trouble`}
          </span>
        </p>
        <h2>
          <Text limit={60}>{end.name.name}</Text>
          {end.name.isInferred && <span title="Inferred from a DNS answer"> ~</span>}
        </h2>
        <p className="quiet">
          {end.namespace === '' ? (
            'outside of namespaces'
          ) : (
            <>
              in <Text>{end.namespace}</Text>
            </>
          )}
          {end.cluster !== '' && (
            <>
              {' · '}
              <Text>{end.cluster}</Text>
            </>
          )}
        </p>
      </div>
      <KeyFigures
        isStale={isStale}
        figures={[
          { value: sum(callers), unit: 'attempts in/min', tone: undefined },
          { value: sum(callees), unit: 'attempts out/min', tone: undefined },
          { value: String(troubled), unit: troubled === 1 ? 'edge in trouble' : 'edges in trouble', tone: 'denied' },
        ]}
      />
      <div className="panel-body panel-body-end" tabIndex={0} role="group" aria-label="Edges of the end">
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
        {identities(end) !== '' && <p className="hint">Security identity {identities(end)}</p>}
      </div>
      {command !== undefined && (
        <div className="panel-foot">
          <CopyButton className="button" label="hubble observe" text={command} />
        </div>
      )}
    </>
  );
}

const MAX_LABELS = 24;

function neighbours(
  end: End,
  { edges }: GroupedGraph,
): { readonly callers: readonly GroupedEdge[]; readonly callees: readonly GroupedEdge[] } {
  const callers: GroupedEdge[] = [];
  const callees: GroupedEdge[] = [];
  for (const edge of edges.values()) {
    if (edge.destination.key === end.key) callers.push(edge);
    if (edge.source.key === end.key) callees.push(edge);
  }
  const inOrder = (some: readonly GroupedEdge[]): readonly GroupedEdge[] =>
    sortRows(some.map(edgeRow), WORST_FIRST).map(({ edge }) => edge);
  return { callers: inOrder(callers), callees: inOrder(callees) };
}

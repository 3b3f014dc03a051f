import { useMemo } from 'react';
import { CopyButton } from '../base/copy-button.tsx';
import { countOf } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import { goalsOf } from '../layer7/dns-places.ts';
import { pastRangeOf, triedRate } from '../view/edge-moment.ts';
import { observeEndCommand } from '../view/edge-query.ts';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import { endKind } from './edge-ends.tsx';
import { EndDns, EndHttp } from './end-layer7.tsx';
import { EndFlows } from './end-flows.tsx';
import { EndOverview } from './end-overview.tsx';
import { KeyFigures } from './key-figure-box.tsx';
import { neighbours, type Neighbours } from './neighbours.ts';
import { PANEL_BODY_ID, panelTab, PanelTabs, tabId, type PanelTab } from './panel-tabs.tsx';
import type { TabProps } from './tab-props.ts';

interface EndDetailsProps extends TabProps {
  readonly end: End;
  readonly isStale: boolean;
}

/** One end: what it is, who calls it and whom it calls, its requests, its questions and its flows. */
export function EndDetails(props: EndDetailsProps) {
  const { grouped, end, moment, isStale, view, go } = props;
  const beside = useMemo(() => neighbours(end, grouped), [end, grouped]);
  const { callers, callees } = beside;
  const troubled = new Set([...callers, ...callees].filter(({ verdict }) => verdict !== 'forwarded')).size;
  const tab = panelTab(view.tab);
  const onTab = (name: PanelTab): void => go({ tab: name }, 'replace');
  const command = observeEndCommand(end, pastRangeOf(moment));
  const sum = (edges: readonly GroupedEdge[]): string =>
    rateNumber(edges.reduce((all, edge) => all + triedRate(edge, moment), 0));
  return (
    <>
      <Head end={end} troubled={troubled} />
      <KeyFigures
        isStale={isStale}
        figures={[
          { value: sum(callers), unit: 'attempts in/min', tone: undefined },
          { value: sum(callees), unit: 'attempts out/min', tone: undefined },
          { value: String(troubled), unit: troubled === 1 ? 'edge in trouble' : 'edges in trouble', tone: 'denied' },
        ]}
      />
      <PanelTabs about="end" tab={tab} onTab={onTab} empty={emptyTabs(end, beside)} />
      <div
        id={PANEL_BODY_ID}
        className="panel-body panel-body-end"
        role="tabpanel"
        aria-labelledby={tabId(tab)}
        tabIndex={0}
      >
        {tab === 'why' && <EndOverview {...props} {...beside} />}
        {tab === 'http' && <EndHttp {...props} />}
        {tab === 'dns' && <EndDns {...props} {...beside} />}
        {tab === 'flows' && <EndFlows end={end} onFlow={(flow) => go({ flow }, 'push')} />}
      </div>
      {command !== undefined && (
        <div className="panel-foot">
          <CopyButton className="button" label="hubble observe" text={command} />
        </div>
      )}
    </>
  );
}

function Head({ end, troubled }: { readonly end: End; readonly troubled: number }) {
  return (
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
  );
}

function emptyTabs(end: End, { callers, callees }: Neighbours): ReadonlySet<PanelTab> {
  const edges = [...callers, ...callees];
  const empty = new Set<PanelTab>();
  if (edges.every(({ figures }) => figures.httpRequests + figures.httpDenied === 0)) empty.add('http');
  const hasDns = edges.some(({ figures }) => figures.dnsQuestions + figures.dnsDenied > 0);
  if (!hasDns && goalsOf(end).length === 0) empty.add('dns');
  return empty;
}

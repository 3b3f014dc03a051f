import { ChangeGlyph } from '../base/change-glyph.tsx';
import { CopyButton } from '../base/copy-button.tsx';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { Text } from '../base/text.tsx';
import { protocolName, spokenProtocol } from '../view/edge.ts';
import { CompareFigures } from '../history/compare-figures.tsx';
import { CompareGone } from '../history/compare-gone.tsx';
import { goalsOf } from '../layer7/dns-places.ts';
import { CHANGE_WORDS, isChanged } from '../view/edge-change.ts';
import { pastRangeOf, troubleAt } from '../view/edge-moment.ts';
import { observeCommand } from '../view/edge-query.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import { sinceWords } from '../view/since-words.ts';
import { DnsTab } from './dns-tab.tsx';
import { EdgeAbout } from './edge-about.tsx';
import { EdgeFlows } from './edge-flows.tsx';
import { HttpTab } from './http-tab.tsx';
import { keyFigures } from './key-figures.ts';
import { KeyFigures } from './key-figure-box.tsx';
import { PANEL_BODY_ID, panelTab, PanelTabs, tabId, type PanelTab } from './panel-tabs.tsx';
import type { TabProps } from './tab-props.ts';
import { WhyTab } from './why-tab.tsx';

interface EdgeDetailsProps extends TabProps {
  readonly edge: GroupedEdge;
  readonly isStale: boolean;
}

/** Everything about one edge: what, since when, why, between whom, and how to look at the same thing elsewhere. */
export function EdgeDetails(props: EdgeDetailsProps) {
  const { edge, moment, isStale, view, go } = props;
  const tab = panelTab(view.tab);
  const onTab = (name: PanelTab): void => go({ tab: name }, 'replace');
  const command = observeCommand(edge, pastRangeOf(moment));
  if (edge.change?.kind === 'vanished') {
    return (
      <>
        <Head edge={edge} moment={moment} onSelectEnd={props.onSelectEnd} />
        <div className="panel-body" tabIndex={0} role="group" aria-label="What it was">
          <CompareFigures change={edge.change} />
          <CompareGone view={view} go={go} />
        </div>
      </>
    );
  }
  return (
    <>
      <Head edge={edge} moment={moment} onSelectEnd={props.onSelectEnd} />
      <KeyFigures figures={keyFigures(edge, moment)} isStale={isStale} />
      <PanelTabs about="edge" tab={tab} onTab={onTab} empty={emptyTabs(edge)} />
      <div id={PANEL_BODY_ID} className="panel-body" role="tabpanel" aria-labelledby={tabId(tab)} tabIndex={0}>
        {tab === 'why' && (
          <>
            {edge.change !== undefined && isChanged(edge.change) && <CompareFigures change={edge.change} />}
            <WhyTab {...props} />
            <EdgeAbout {...props} command={command} />
          </>
        )}
        {tab === 'http' && <HttpTab {...props} />}
        {tab === 'dns' && <DnsTab {...props} />}
        {tab === 'flows' && <EdgeFlows edge={edge} onFlow={(flow) => go({ flow }, 'push')} />}
      </div>
      <div className="panel-foot">
        {tab !== 'flows' && (
          <button type="button" className="button button-primary" onClick={() => onTab('flows')}>
            Show the flows
          </button>
        )}
        <CopyButton className="button" label="hubble observe" text={command} />
      </div>
    </>
  );
}

function Head({ edge, moment, onSelectEnd }: Pick<EdgeDetailsProps, 'edge' | 'moment' | 'onSelectEnd'>) {
  const { source, destination, verdict, port } = edge;
  const l4 = protocolName(edge.protocol);
  const spoken = spokenProtocol(edge);
  // A trouble of which nobody tells when it began: the edge may have worked before.
  const sinceMs = verdict === 'forwarded' ? undefined : troubleAt(edge, moment)?.sinceMs;
  const began = sinceWords(sinceMs ?? edge.firstSeenMs, moment.timeMs);
  const isGone = edge.change?.kind === 'vanished';
  const since = isGone
    ? `last seen ${sinceWords(edge.lastSeenMs, moment.timeMs)}`
    : sinceMs === undefined
      ? `first seen ${began}`
      : `since ${began}`;
  return (
    <div className="panel-top">
      <p className="panel-verdict">
        <span className={`badge badge-${verdict} badge-filled`}>
          {isGone ? <ChangeGlyph name="vanished" /> : <VerdictGlyph name={verdict} />}
          {isGone ? CHANGE_WORDS.vanished : VERDICT_WORDS[verdict]}
        </span>
        <span className="quiet">{since}</span>
      </p>
      <h2>
        <EndButton end={source} onSelectEnd={onSelectEnd} /> <span className="hint">→</span>{' '}
        <EndButton end={destination} onSelectEnd={onSelectEnd} />
        {port > 0 && `:${port}`}
      </h2>
      <p className="quiet">
        {source.namespace !== '' && source.namespace === destination.namespace ? (
          <>
            in <Text>{source.namespace}</Text>
          </>
        ) : (
          <>
            <Text>{source.namespace || 'outside'}</Text> to <Text>{destination.namespace || 'outside'}</Text>
          </>
        )}
        {` · ${spoken === l4 || spoken === '' ? l4 : `${spoken} over ${l4}`}`}
      </p>
    </div>
  );
}

/** The name of an end; a click goes to it. */
function EndButton({ end, onSelectEnd }: { readonly end: End } & Pick<EdgeDetailsProps, 'onSelectEnd'>) {
  return (
    <button
      type="button"
      className="end-button"
      onClick={({ detail }) => onSelectEnd(end.key, detail === 0 ? 'keyboard' : 'pointer')}
    >
      <Text limit={48}>{end.name.name}</Text>
      {end.name.isInferred && <span title="Inferred from a DNS answer">~</span>}
    </button>
  );
}

function emptyTabs({ figures, destination }: GroupedEdge): ReadonlySet<PanelTab> {
  const empty = new Set<PanelTab>();
  if (figures.httpRequests + figures.httpDenied === 0) empty.add('http');
  if (figures.dnsQuestions + figures.dnsDenied === 0 && goalsOf(destination).length === 0) empty.add('dns');
  return empty;
}

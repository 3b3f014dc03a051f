import { useState, type ReactNode } from 'react';
import type { Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { Icon, Mark } from '../base/glyphs.tsx';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { useNow } from '../base/use-now.ts';
import { awayWords, quietWords, relayState } from '../view/relay-state.ts';
import type { TimeWindow } from '../view/time-window.ts';
import type { PageName, Theme } from '../view/url-state.ts';
import type { ConnectionState } from './connection-state.ts';
import { HonestyFigures, PastFigures } from './honesty-figures.tsx';
import type { LiveGraph } from './live-graph.ts';
import type { Live } from './live-store.ts';
import { PageSwitch, ThemeSwitch } from './page-switches.tsx';
import { PastState } from './past-state.tsx';
import { useLive } from './use-live.ts';
import { useShown } from './use-shown.ts';

interface HonestyBarProps {
  readonly page: PageName;
  readonly onPage: (page: PageName) => void;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly onRetry: () => void;
  readonly onHelp: () => void;
}

/** The top of the page: whether what is below it can be trusted, and what is missing from it. */
export function HonestyBar({ page, onPage, theme, onTheme, onRetry, onHelp }: HonestyBarProps) {
  const live = useLive((all) => all);
  const nowMs = useNow(1000);
  const status = live.graph?.status;
  const isSilent = live.connection.kind !== 'live';
  const shown = useShown((all) => all);
  const { past } = shown;
  const isAway = past === undefined && (shown.isStale || isSilent);
  const pastGraph = shown.graph?.isPast ? shown.graph : undefined;
  return (
    <header className="honesty panel" data-stale={isAway && live.graph !== undefined}>
      <h1 className="brand">
        <Mark />
        Orrery
      </h1>
      <div className="honesty-state" role="status">
        {past !== undefined ? (
          <PastState past={past} graph={pastGraph} file={status?.opened?.file} />
        ) : isSilent ? (
          <StaleState live={live} nowMs={nowMs} onRetry={onRetry} />
        ) : (
          <LiveState live={live} nowMs={nowMs} awaySinceMs={shown.awaySinceMs} />
        )}
      </div>
      {pastGraph?.status !== undefined && <PastFigures status={pastGraph.status} window={pastGraph} />}
      {status !== undefined && past === undefined && (
        <HonestyFigures
          status={status}
          flow={shown.isStale ? (shown.graph?.status ?? status) : status}
          isStale={isAway && status.listeningSinceMs > 0}
          isSilent={isSilent}
          window={live.graph ?? LAST_MINUTE}
        />
      )}
      <div className="honesty-switches">
        <PageSwitch page={page} onPage={onPage} />
        <ThemeSwitch theme={theme} onTheme={onTheme} />
        <button
          type="button"
          className="icon-button"
          aria-label="Keys and help"
          title="Keys and help  ?"
          onClick={onHelp}
        >
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}

const LAST_MINUTE: TimeWindow = { windowSeconds: 60 };

/** The server does not speak to us, or not any more. When it last did is told by its own clock, like all times here. */
function StaleState({ live: { connection, graph }, nowMs, onRetry }: StateProps & { onRetry: () => void }) {
  if (graph === undefined && connection.kind === 'connecting' && connection.attempt === 0) {
    return <span className="quiet">Connecting…</span>;
  }
  const title = graph === undefined ? 'Not connected' : `Stale since ${clockTime(graph.timeMs)}`;
  return (
    <Pill title={title} why={whyStale(connection)}>
      {connection.kind === 'waiting' && (
        <>
          {`retry ${connection.attempt} `}
          <Countdown atMs={connection.retryAtMs} nowMs={nowMs} />
          <button type="button" className="pill-button" onClick={onRetry}>
            Retry now
          </button>
        </>
      )}
    </Pill>
  );
}

/** The server speaks; what it says of its relays. */
function LiveState({ live: { graph, heardMs }, nowMs, awaySinceMs }: StateProps & { awaySinceMs: number | undefined }) {
  if (graph?.status === undefined) return <span className="quiet">Connecting…</span>;
  return <RelayWords graph={graph} status={graph.status} heardMs={heardMs} nowMs={nowMs} awaySinceMs={awaySinceMs} />;
}

interface RelayWordsProps {
  readonly graph: LiveGraph;
  readonly status: Status;
  readonly heardMs: number;
  readonly nowMs: number;
  readonly awaySinceMs: number | undefined;
}

function RelayWords({ graph, status, heardMs, nowMs, awaySinceMs }: RelayWordsProps) {
  const relay = relayState(status);
  const { received } = status;
  const [last, setLast] = useState({ received, timeMs: graph.timeMs });
  if (last.received !== received) setLast({ received, timeMs: graph.timeMs });
  // What the server's clock says now.
  const serverMs = graph.timeMs + Math.max(0, nowMs - heardMs);
  switch (relay.kind) {
    case 'connected':
      return (
        <>
          <span className="dot" aria-hidden="true" />
          <strong>Live</strong>{' '}
          {relay.isSimulated ? (
            <span
              className="badge simulated"
              title="This server was told of no relay, and plays one. No cluster is shown."
            >
              simulated relay
            </span>
          ) : (
            <span className="quiet">from {namesText(relay.names)}</span>
          )}
          <Quiet words={quietWords(received, last.timeMs, serverMs)} />
        </>
      );
    case 'connecting':
      return <span className="quiet">Connecting to {namesText(relay.names)}…</span>;
    case 'partly':
      return (
        <>
          <span className="dot dot-partly" aria-hidden="true" />
          <strong>Live</strong>{' '}
          <span>
            from {relay.connected} of {relay.all} relays
          </span>{' '}
          <span className="quiet">without {namesText(relay.away.map(({ name }) => name))}</span>
        </>
      );
    case 'away':
      return (
        <Pill
          title={
            status.listeningSinceMs === 0
              ? 'Nothing read yet'
              : `Stale since ${clockTime(awaySinceMs ?? relay.sinceMs)}`
          }
          why={plainText(awayWords(relay.why))}
          whole={plainText(relay.why, 400)}
        >
          {relay.retryAtMs > 0 && (
            <>
              {'retry '}
              <Countdown atMs={relay.retryAtMs} nowMs={serverMs} />
            </>
          )}
        </Pill>
      );
    case 'none':
      return <Pill title="No relay is configured" why="flows come from a relay or from agents" />;
  }
}

function Quiet({ words }: { words: string }) {
  if (words === '') return null;
  // Seconds that pass are nothing to tell to ears each time.
  return (
    <span className="honesty-quiet">
      <span className="visually-hidden">no flow comes</span>
      <span aria-hidden="true">· {words}</span>
    </span>
  );
}

interface StateProps {
  readonly live: Live;
  readonly nowMs: number;
}

interface PillProps {
  readonly title: string;
  readonly why: string;
  readonly whole?: string;
  readonly children?: ReactNode;
}

/** What gives way when there is little room is the reason; it is also the title. */
function Pill({ title, why, whole = why, children }: PillProps) {
  return (
    <span className="pill" title={whole}>
      <strong>{title}</strong>
      <bdi className="pill-why">{why}</bdi>
      {children !== false && children !== undefined && <span className="pill-next">{children}</span>}
    </span>
  );
}

function whyStale(connection: ConnectionState): string {
  switch (connection.kind) {
    case 'waiting':
      return connection.why;
    case 'connecting':
      return 'connecting to the server';
    case 'silent':
      return 'the server is silent';
    case 'live':
      return '';
  }
}

function Countdown({ atMs, nowMs }: { atMs: number; nowMs: number }) {
  const seconds = Math.ceil((atMs - nowMs) / 1000);
  return (
    <span className="countdown" aria-hidden="true">
      {seconds > 0 ? `in ${seconds} s` : 'now'}
    </span>
  );
}

function namesText(names: readonly string[]): string {
  const [first = '', ...rest] = names.map((name) => plainText(name, 60));
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

import type { ReactNode } from 'react';
import type { Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { Icon, Mark, type IconName } from '../base/glyphs.tsx';
import { clockTime, countOf, shortNumber, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { useNow } from '../base/use-now.ts';
import { relayState } from '../view/relay-state.ts';
import { THEMES, type Theme } from '../view/url-state.ts';
import { Completeness } from './completeness.tsx';
import type { ConnectionState } from './connection-state.ts';
import type { Live } from './live-store.ts';
import { useLive } from './use-live.ts';

interface HonestyBarProps {
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly onRetry: () => void;
}

/** The top of the page: whether what is below it can be trusted, and what is missing from it. */
export function HonestyBar({ theme, onTheme, onRetry }: HonestyBarProps) {
  const live = useLive((all) => all);
  const nowMs = useNow(1000);
  const status = live.graph?.status;
  const isStale = live.connection.kind !== 'live';
  return (
    <header className="honesty panel" data-stale={isStale && live.graph !== undefined}>
      <h1 className="brand">
        <Mark />
        Orrery
      </h1>
      <div className="honesty-state" role="status">
        {isStale ? <StaleState live={live} nowMs={nowMs} onRetry={onRetry} /> : <LiveState live={live} nowMs={nowMs} />}
      </div>
      {status !== undefined && (
        <Figures status={status} isStale={isStale} windowSeconds={live.graph?.windowSeconds ?? 60} />
      )}
      <ThemeSwitch theme={theme} onTheme={onTheme} />
    </header>
  );
}

/** The server does not speak to us, or not any more. */
function StaleState({ live: { connection, graph, heardMs }, nowMs, onRetry }: StateProps & { onRetry: () => void }) {
  if (graph === undefined && connection.kind === 'connecting' && connection.attempt === 0) {
    return <span className="quiet">Connecting…</span>;
  }
  const title = graph === undefined ? 'Not connected' : `Stale since ${clockTime(heardMs)}`;
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
function LiveState({ live: { graph, heardMs }, nowMs }: StateProps) {
  if (graph?.status === undefined) return <span className="quiet">Connecting…</span>;
  const relay = relayState(graph.status);
  // What the server's clock says now.
  const serverMs = graph.timeMs + Math.max(0, nowMs - heardMs);
  switch (relay.kind) {
    case 'connected':
      return (
        <>
          <span className="dot" aria-hidden="true" />
          <strong>Live</strong> <span className="quiet">from {namesText(relay.names)}</span>
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
        <Pill title={`Relay away since ${clockTime(relay.sinceMs)}`} why={plainText(relay.why)}>
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

interface StateProps {
  readonly live: Live;
  readonly nowMs: number;
}

/** What gives way when there is little room is the reason; it is also the title. */
function Pill({ title, why, children }: { title: string; why: string; children?: ReactNode }) {
  return (
    <span className="pill" title={why}>
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
  return <span className="countdown">{seconds > 0 ? `in ${seconds} s` : 'now'}</span>;
}

function Figures({ status, isStale, windowSeconds }: { status: Status; isStale: boolean; windowSeconds: number }) {
  const was = isStale ? 'was ' : '';
  const { nodesReporting, nodesKnown, nodesMissing, hiddenFlows, flowsPerSecond } = status;
  const missing = nodesMissing.map((name) => plainText(name, 60)).join(', ');
  return (
    <>
      <span
        className="honesty-figure"
        data-short={nodesReporting < nodesKnown}
        title={missing && `Not reporting: ${missing}`}
      >
        {was}
        <strong>
          {nodesReporting} of {nodesKnown}
        </strong>{' '}
        nodes
      </span>
      <span className="honesty-figure" title="What arrives at this server, mean over ten seconds">
        {was}
        <strong>{shortNumber(Math.round(flowsPerSecond))}</strong> flows/s<span className="wide-only">, 10 s mean</span>
      </span>
      <Completeness status={status} isStale={isStale} windowSeconds={windowSeconds} />
      {hiddenFlows > 0 && (
        <span className="honesty-figure">
          {was}
          <strong>{wholeNumber(hiddenFlows)}</strong> {countOf(hiddenFlows, 'flow').endsWith('s') ? 'flows' : 'flow'}{' '}
          hidden by your filter
        </span>
      )}
    </>
  );
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

function ThemeSwitch({ theme, onTheme }: { theme: Theme; onTheme: (theme: Theme) => void }) {
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  const label = `Theme: ${theme}. Change to ${next}`;
  return (
    <button
      type="button"
      className="icon-button theme-switch"
      aria-label={label}
      title={label}
      onClick={() => onTheme(next)}
    >
      <Icon name={THEME_ICONS[theme]} />
    </button>
  );
}

function namesText(names: readonly string[]): string {
  const [first = '', ...rest] = names.map((name) => plainText(name, 60));
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

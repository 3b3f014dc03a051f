import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { askWhyRefused } from './live/ask-why-refused.ts';
import { LiveConnection } from './live/live-connection.ts';
import { LiveStore } from './live/live-store.ts';
import { openLiveSocket } from './live/open-live-socket.ts';
import { PageLocation } from './live/page-location.ts';
import { loadPatterns, needsPatterns } from './live/page-query.ts';
import { subscriptionOf } from './live/subscription.ts';
import { ShownStore } from './live/shown-store.ts';
import { LiveStoreContext } from './live/use-live.ts';
import { ShownStoreContext } from './live/use-shown.ts';
import './base/tokens.css';
import './base/page.css';
import './base/bars.css';
import './base/filter.css';
import './base/history.css';
import './base/compare.css';
import './base/incidents.css';
import './base/rail.css';
import './base/map.css';
import './base/table.css';
import './base/matrix.css';
import './base/panel.css';
import './base/details.css';
import './base/flows.css';
import './base/layer7.css';
import './base/why.css';
import './base/help.css';
import './base/narrow.css';
import './base/forced-colors.css';

const place = document.querySelector('#page');
if (place === null) throw new Error('the page has no place for itself');

/** Aborts when the page is left; a page that comes back from the browser's cache is loaded anew. */
const leaving = new AbortController();
window.addEventListener('pagehide', () => leaving.abort(), { once: true });
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

const pageLocation = new PageLocation(leaving.signal);
if (needsPatterns(pageLocation.view.query)) await loadPatterns();
const store = new LiveStore({
  requestFrame: (work) => void requestAnimationFrame(work),
  nowMs: () => Date.now(),
});
const shown = new ShownStore(store);
const connection = new LiveConnection(
  subscriptionOf(pageLocation.view),
  {
    open: openLiveSocket,
    deliver: (bytes) => store.deliver(bytes),
    onState: (state) => store.connectionChanged(state),
    whyRefused: askWhyRefused,
    random: () => Math.random(),
  },
  leaving.signal,
);
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 2000 } } });

createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveStoreContext value={store}>
        <ShownStoreContext value={shown}>
          <App pageLocation={pageLocation} connection={connection} />
        </ShownStoreContext>
      </LiveStoreContext>
    </QueryClientProvider>
  </StrictMode>,
);

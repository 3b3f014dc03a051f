import { Fragment, useEffect, useRef } from 'react';
import { Icon, type IconName } from '../base/glyphs.tsx';
import { GRAPH_PAGES, LIST_PAGES, THEMES, type PageName, type Theme } from '../view/url-state.ts';

export const PAGE_WORDS: Readonly<Record<PageName, string>> = {
  map: 'Map',
  table: 'Table',
  matrix: 'Matrix',
  flows: 'Flows',
  http: 'HTTP',
  dns: 'DNS',
};

const PAGE_GROUPS: readonly (readonly PageName[])[] = [GRAPH_PAGES, LIST_PAGES];

/** The graph in its shapes, and beside them the lists of what happened on it. */
export function PageSwitch({ page, onPage }: { page: PageName; onPage: (page: PageName) => void }) {
  return (
    <div className="page-switch" role="group" aria-label="View">
      {PAGE_GROUPS.map((pages) => (
        <div key={pages[0]} className="segments">
          {pages.map((name) => (
            <button key={name} type="button" aria-pressed={name === page} onClick={() => onPage(name)}>
              {PAGE_WORDS[name]}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

export function ThemeSwitch({ theme, onTheme }: { theme: Theme; onTheme: (theme: Theme) => void }) {
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  const label = `Theme: ${theme}. Change to ${next}`;
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={() => onTheme(next)}>
      <Icon name={THEME_ICONS[theme]} />
    </button>
  );
}

interface PageTabsProps {
  /** Undefined for the troubles, which are a page of their own on a phone. */
  readonly page: PageName | undefined;
  readonly troubles: number;
  readonly onPage: (page: PageName | undefined) => void;
}

/** What takes the whole of a phone. What does not fit is scrolled to; what is shown is always in sight. */
export function PageTabs({ page, troubles, onPage }: PageTabsProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = nav.current?.querySelector(`[data-page=${page ?? 'troubles'}]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page]);
  return (
    <nav ref={nav} className="page-tabs panel" aria-label="Pages">
      <button type="button" data-page="troubles" aria-pressed={page === undefined} onClick={() => onPage(undefined)}>
        Troubles {troubles > 0 && <strong>{troubles}</strong>}
      </button>
      {PAGE_GROUPS.map((pages) => (
        <Fragment key={pages[0]}>
          <span className="page-tabs-rule" aria-hidden="true" />
          {pages.map((name) => (
            <button key={name} type="button" data-page={name} aria-pressed={name === page} onClick={() => onPage(name)}>
              {PAGE_WORDS[name]}
            </button>
          ))}
        </Fragment>
      ))}
    </nav>
  );
}

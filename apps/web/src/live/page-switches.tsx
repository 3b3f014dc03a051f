import { Icon, type IconName } from '../base/glyphs.tsx';
import { PAGES, THEMES, type PageName, type Theme } from '../view/url-state.ts';

export const PAGE_WORDS: Readonly<Record<PageName, string>> = {
  map: 'Map',
  table: 'Table',
  matrix: 'Matrix',
  flows: 'Flows',
  http: 'HTTP',
  dns: 'DNS',
};

/** The same traffic in other shapes. */
export function PageSwitch({ page, onPage }: { page: PageName; onPage: (page: PageName) => void }) {
  return (
    <div className="segments page-switch" role="group" aria-label="View">
      {PAGES.map((name) => (
        <button key={name} type="button" aria-pressed={name === page} onClick={() => onPage(name)}>
          {PAGE_WORDS[name]}
        </button>
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

/** What takes the whole of a phone. */
export function PageTabs({ page, troubles, onPage }: PageTabsProps) {
  return (
    <nav className="page-tabs panel" aria-label="Pages">
      <button type="button" aria-pressed={page === undefined} onClick={() => onPage(undefined)}>
        Troubles {troubles > 0 && <strong>{troubles}</strong>}
      </button>
      {PAGES.map((name) => (
        <button key={name} type="button" aria-pressed={name === page} onClick={() => onPage(name)}>
          {PAGE_WORDS[name]}
        </button>
      ))}
    </nav>
  );
}

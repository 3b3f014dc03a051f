import type { KeyboardEvent } from 'react';

/** In the order of the keys 1 to 4. The first is what an edge or an end is asked for first. */
export const PANEL_TABS = ['why', 'http', 'dns', 'flows'] as const;
export type PanelTab = (typeof PANEL_TABS)[number];

export function panelTab(text: string): PanelTab {
  return PANEL_TABS.find((tab) => tab === text) ?? 'why';
}

const WORDS: Readonly<Record<PanelTab, string>> = { why: 'Why', http: 'HTTP', dns: 'DNS', flows: 'Flows' };

interface PanelTabsProps {
  readonly about: 'edge' | 'end';
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
  /** Tabs with nothing in them can be opened, too, and say so. */
  readonly empty: ReadonlySet<PanelTab>;
}

/** Arrow keys go from tab to tab. */
export function PanelTabs({ about, tab, onTab, empty }: PanelTabsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = PANEL_TABS.at((PANEL_TABS.indexOf(tab) + by) % PANEL_TABS.length);
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    onTab(next);
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
  return (
    <div className="panel-tabs" role="tablist" aria-label={`About the ${about}`} onKeyDown={onKeyDown}>
      {PANEL_TABS.map((name) => (
        <button
          key={name}
          id={tabId(name)}
          type="button"
          role="tab"
          aria-selected={name === tab}
          aria-controls={PANEL_BODY_ID}
          tabIndex={name === tab ? 0 : -1}
          data-empty={empty.has(name)}
          onClick={() => onTab(name)}
        >
          {about === 'end' && name === 'why' ? 'Overview' : WORDS[name]}
        </button>
      ))}
    </div>
  );
}

export const PANEL_BODY_ID = 'panel-body';
export const tabId = (tab: PanelTab): string => `panel-tab-${tab}`;

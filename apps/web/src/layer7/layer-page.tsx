import type { ReactNode } from 'react';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { TroubleOptions } from '../view/trouble.ts';
import type { View } from '../view/url-state.ts';

export interface LayerPageProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  readonly grouped: GroupedGraph | undefined;
  readonly options: TroubleOptions;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onSelectEnd: (key: string, how: 'pointer' | 'keyboard') => void;
}

/** A list that fills the middle of the page. */
export function LayerPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="layer-page panel" aria-label={title}>
      <div className="layer-page-body" tabIndex={0} role="group" aria-label={`${title}, rows`}>
        {children}
      </div>
    </section>
  );
}

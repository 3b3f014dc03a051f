import type { EdgeMoment } from '../view/edge-moment.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { View } from '../view/url-state.ts';

/** What every tab of the panel is given. */
export interface TabProps {
  readonly grouped: GroupedGraph;
  readonly moment: EdgeMoment;
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onSelectEnd: (key: string, how: 'pointer' | 'keyboard') => void;
}

import { HttpView } from '../layer7/http-view.tsx';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import type { TabProps } from './tab-props.ts';

/** Methods and paths of the edge, worst first. */
export function HttpTab({ edge, moment, view, go }: TabProps & { readonly edge: GroupedEdge }) {
  return (
    <HttpView
      query=""
      of={{ edge: edge.members.map(({ key }) => key) }}
      moment={moment}
      isRaw={view.isRaw}
      onRaw={(isRaw) => go({ isRaw }, 'replace')}
      onFlow={(flow) => go({ flow }, 'push')}
      isPage={false}
      placeOf={() => ''}
      empty={
        <p className="hint">
          No HTTP request of this edge was seen in the window. Requests are seen where an L7 rule sends them through the
          policy proxy.
        </p>
      }
    />
  );
}

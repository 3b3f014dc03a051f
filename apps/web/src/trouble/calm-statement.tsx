import type { LiveGraph } from '../live/live-graph.ts';
import type { Chip } from '../view/trouble-summary.ts';
import { calmWords } from './calm-words.ts';

interface CalmProps {
  readonly graph: LiveGraph;
  /** That the filter shows. */
  readonly edges: number;
  readonly isStale: boolean;
  /** Of what is shown, on the server's clock. */
  readonly asOfMs: number;
  readonly chip: Chip | undefined;
}

/** What stands where the rows would be, when there are none. */
export function CalmStatement({ graph, edges, isStale, asOfMs, chip }: CalmProps) {
  if (chip !== undefined)
    return <p className="calm quiet">{graph.isPast ? 'None of these then.' : 'None of these now.'}</p>;
  const { status, windowSeconds, isPast, query } = graph;
  const { title, sentence } = calmWords({
    status,
    timeMs: asOfMs,
    windowSeconds,
    isPast,
    isFiltered: query !== '',
    edges,
    isStale,
  });
  return (
    <div className="calm">
      <p className="calm-title">{title}</p>
      <p className="quiet">{sentence}</p>
    </div>
  );
}

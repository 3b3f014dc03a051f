import { wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { Box, Point } from './layout/scene.ts';
import type { MapModel, MapNode } from './model/map-model.ts';
import type { Hit } from './hit-index.ts';

interface MapTipProps {
  readonly hit: Hit;
  readonly at: Point;
  readonly model: MapModel;
  readonly within: Box;
}

/** What the pointer is at, with whole names and exact figures, beside the pointer. */
export function MapTip({ hit, at, model, within }: MapTipProps) {
  const words = [...new Set(tipWords(hit, model))];
  if (words.length === 0) return null;
  const isRight = at.x > within.left + within.width - TIP_WIDTH;
  const isLow = at.y > within.top + within.height - TIP_HEIGHT;
  const style = {
    left: isRight ? undefined : at.x + 14,
    right: isRight ? `calc(100% - ${at.x - 10}px)` : undefined,
    top: isLow ? undefined : at.y + 14,
    bottom: isLow ? `calc(100% - ${at.y - 10}px)` : undefined,
  };
  return (
    <div className="map-tip panel" role="tooltip" style={style}>
      {words.map((line, index) => (
        <bdi key={line} className={index === 0 ? 'map-tip-first' : undefined}>
          {line}
        </bdi>
      ))}
    </div>
  );
}

const TIP_WIDTH = 340;
const TIP_HEIGHT = 130;
const MOST_MEMBERS = 3;

function tipWords(hit: Hit, model: MapModel): readonly string[] | undefined {
  switch (hit.kind) {
    case 'edge': {
      const edge = model.edges.get(hit.key);
      if (edge === undefined) return undefined;
      const rest = edge.members.length - MOST_MEMBERS;
      const ports = edge.members
        .slice(0, MOST_MEMBERS)
        .map(({ source, destination, port }) => `${source.name.name} to ${destination.name.name}:${port}`);
      const members = edge.members.length > 1 ? ports.map((port) => plainText(port)) : [];
      return [
        plainText(edge.spoken, LONGEST),
        ...members,
        ...(rest > 0 && members.length > 0 ? [`and ${wholeNumber(rest)} more`] : []),
      ];
    }
    case 'node': {
      const node = model.nodes.get(hit.key);
      return node && nodeWords(node, model);
    }
    case 'region': {
      const region = model.regions.get(hit.key);
      return region && [plainText(region.namespace), `${wholeNumber(region.workloads)} workloads. Click to collapse.`];
    }
  }
}

/** Its whole name, what it does, whom it knows, and its worst trouble. */
function nodeWords(
  { key, spoken, subtitle, fan, shape, inner, innerCount }: MapNode,
  model: MapModel,
): readonly string[] {
  const edges = [...model.edges.values()].filter(({ source, destination }) => source === key || destination === key);
  const calls = edges.filter(({ source }) => source === key).length;
  const counts = `calls ${wholeNumber(calls)}, called by ${wholeNumber(edges.length - calls)}`;
  const trouble = [
    ...edges.filter((edge) => edge.isTroubled).map((edge) => edge.spoken),
    ...inner.map(
      ({ source, destination, port, verdict }) => `${source.name.name} to ${destination.name.name}:${port}, ${verdict}`,
    ),
  ];
  const more = trouble.length - inner.length + innerCount - MOST_MEMBERS;
  return [
    plainText(spoken, LONGEST),
    [subtitle, counts, fan === '' ? '' : `${fan} folded`].filter((part) => part !== '').join(' · '),
    ...trouble.slice(0, MOST_MEMBERS).map((line) => plainText(line, LONGEST)),
    ...(more > 0 ? [`and ${wholeNumber(more)} more in trouble`] : []),
    ...(shape === 'region' || shape === 'quiet' ? ['Click to open.'] : []),
  ];
}

const LONGEST = 400;

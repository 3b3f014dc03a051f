import { Grouper } from '../../../view/group-graph.ts';
import type { Grouping } from '../../../view/grouped-graph.ts';
import { graphFrom } from '../../../view/testing/drawn-graph.ts';
import { mapModel } from '../build-map-model.ts';
import type { MapChoices } from '../map-choices.ts';
import type { MapModel } from '../map-model.ts';
import type { Measure } from '../measure.ts';
import { topologyOf } from '../topology-of.ts';

export const CHOICES: MapChoices = {
  level: 'middle',
  opened: [],
  closed: [],
  unfoldFans: false,
  listeningSinceMs: 0,
  clock: () => '02:58',
  previous: undefined,
};

/** The model of a drawn graph, as view/testing/drawn-graph.ts reads it. */
export function modelFrom(
  drawing: string,
  choices: Partial<MapChoices> = {},
  grouping: Grouping = 'workload',
): MapModel {
  return mapModel(new Grouper().group(graphFrom(drawing), grouping), { ...CHOICES, ...choices });
}

/** `cart -> redis denied`, by the titles of nodes, in the order of keys. */
export function edgesDrawn({ edges, nodes }: MapModel): string[] {
  const title = (key: string): string => nodes.get(key)?.title ?? key;
  return [...edges.values()].map(
    ({ source, destination, verdict }) => `${title(source)} -> ${title(destination)} ${verdict}`,
  );
}

/** `card cart`, `quiet 2 quiet workloads`, in the order of keys. */
export function nodesDrawn({ nodes }: MapModel): string[] {
  return [...nodes.values()].map(({ shape, title }) => `${shape} ${title}`);
}

/** Every character is as wide as in a font of fixed width. */
export const measureFixed: Measure = (text, font) => text.length * (font === 'name' ? 7.5 : font === 'strong' ? 7 : 6);

export function topologyFrom(drawing: string, choices: Partial<MapChoices> = {}) {
  return topologyOf(modelFrom(drawing, choices), measureFixed);
}

/** `count` workloads of one namespace, each calling the next. */
export function chain(namespace: string, count: number): string {
  return Array.from(
    { length: count - 1 },
    (_, i) =>
      `${namespace}/s${String(i).padStart(2, '0')} -> ${namespace}/s${String(i + 1).padStart(2, '0')}:80 connections ${i + 1}`,
  ).join('\n');
}

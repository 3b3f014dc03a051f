import { layOut } from '../../layout/lay-out.ts';
import { NO_MEMORY } from '../../layout/memory.ts';
import type { Scene } from '../../layout/scene.ts';
import type { MapChoices } from '../../model/map-choices.ts';
import type { MapModel } from '../../model/map-model.ts';
import { measureFixed, modelFrom } from '../../model/testing/drawn-model.ts';
import { topologyOf } from '../../model/topology-of.ts';
import { COLOUR_NAMES, type Colours, type Look } from '../look.ts';
import type { Shape } from '../shape.ts';

/** Every colour is its own name, so that a test can read it. */
export const NAMED_COLOURS = Object.fromEntries(COLOUR_NAMES.map((name) => [name, name])) as Record<
  string,
  string
> as Colours;

export const PLAIN_LOOK: Look = {
  colours: NAMED_COLOURS,
  measure: (text) => text.length * 6.5,
  selectedEdge: '',
  selectedNodes: new Set(),
  near: undefined,
  isStale: false,
};

/** Four edges, one of each kind of trouble, and quiet ones. */
export const INCIDENT = `
  world/ingress -> shop/frontend:8080 connections 40
  shop/frontend -> shop/cart:8080 httpRequests 940 connections 10 httpDenied 18 forwarded 9 !l7
  shop/cart -> data/redis:6379 deniedAttempts 312 dropped 624 !deny
  shop/frontend -> payments/api:8080 auditedAttempts 41 connections 41 audit 41 !audit
  payments/api -> data/ledger:5432 dropped 12 connections 30 !drop
  shop/frontend -> data/redis:6379 connections 120
`;

export interface DrawnMap {
  readonly model: MapModel;
  readonly scene: Scene;
}

/** A drawn graph, laid out. */
export function mapFrom(drawing: string, choices: Partial<MapChoices> = {}): DrawnMap {
  const model = modelFrom(drawing, choices);
  const { scene } = layOut(topologyOf(model, measureFixed), { width: 1080, height: 640 }, NO_MEMORY);
  return { model, scene };
}

/** The words that are painted, from the lowest to the highest. */
export function wordsIn(shapes: readonly Shape[]): string[] {
  return shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
}

import { expect, test } from 'vitest';
import { CameraControl } from './camera-control.ts';
import { edgeBox } from './important-box.ts';
import type { Box, Scene } from './layout/scene.ts';
import { INCIDENT, mapFrom } from './paint/testing/drawn-picture.ts';
import { boxOnCanvas, type Sight } from './sight.ts';
import type { Staged } from './staged.ts';

const WIDE: Box = { left: 300, top: 100, width: 1100, height: 600 };
const BESIDE_A_PANEL: Box = { ...WIDE, width: 720 };
const PLACE = 'workload.middle';

test('[WEB-193] what is selected is beside the panel that came up for it, with both ends and its label', () => {
  const { camera, shown, staged, important } = setup();
  camera.select('edge');
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  const box = shown(important);
  expect(box.left).toBeGreaterThanOrEqual(BESIDE_A_PANEL.left);
  expect(box.left + box.width).toBeLessThanOrEqual(BESIDE_A_PANEL.left + BESIDE_A_PANEL.width);
});

test('[WEB-193] what a person looks at moves no further than is needed to show what is selected', () => {
  const { camera, stage, staged, important } = setup();
  const at: Sight = { scale: 1, x: -120, y: 150 };
  camera.restore({ level: 'middle', x: 970, y: 250, zoom: 1 }, '');
  camera.settle(staged, WIDE, PLACE, important);
  expect(stage.sight).toEqual(at);
  camera.select('edge');
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  expect(stage.sight).toEqual(at);
});

test('[WEB-193] a camera that the address names together with a selection is the middle of what the panel leaves free', () => {
  const { camera, stage, staged, important } = setup();
  camera.restore({ level: 'middle', x: 970, y: 250, zoom: 1 }, 'edge');
  camera.select('edge');
  camera.settle(staged, WIDE, PLACE, important);
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  expect(stage.sight).toEqual({ scale: 1, x: -310, y: 150 });
});

test('[WEB-193] a camera that the address names stays when the selected edge is drawn only in a later scene', () => {
  const { camera, stage, staged } = setup();
  camera.restore({ level: 'middle', x: 1400, y: 250, zoom: 1 }, 'edge');
  camera.select('edge');
  camera.settle(staged, WIDE, PLACE, undefined);
  const addressed = stage.sight;
  camera.find({ left: 0, top: 0, width: 90, height: 40 });
  expect(stage.sight).toEqual(addressed);
  camera.select('another edge');
  camera.find({ left: 0, top: 0, width: 90, height: 40 });
  expect(stage.sight).not.toEqual(addressed);
});

test('[WEB-193] back from another grouping the address is the middle of what the panel leaves free, though that comes later', () => {
  const { camera, stage, staged, important } = setup();
  const at = { level: 'middle', x: 970, y: 250, zoom: 1 } as const;
  camera.restore(at, 'edge');
  camera.select('edge');
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  camera.select('');
  camera.settle({ ...staged, scene: { ...staged.scene, level: 'far' } }, WIDE, 'namespace.far', undefined);
  camera.restore(at, 'edge');
  camera.select('edge');
  camera.settle(staged, WIDE, 'identity.middle', important);
  camera.settle(staged, BESIDE_A_PANEL, 'identity.middle', important);
  expect(stage.sight).toEqual({ scale: 1, x: -310, y: 150 });
});

test('[WEB-193] what is selected again is looked at as before, when nobody moved meanwhile', () => {
  const { camera, stage, staged, important } = setup();
  camera.restore({ level: 'middle', x: 970, y: 250, zoom: 1 }, 'edge');
  camera.select('edge');
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  const before = stage.sight;
  camera.select('');
  camera.settle(staged, WIDE, PLACE, important);
  camera.select('edge');
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  expect(stage.sight).toEqual(before);
});

test('[WEB-196] when nothing is selected any more the map is looked at as before, once the panel is gone', () => {
  const { camera, stage, staged, important } = setup();
  const before = stage.sight;
  camera.select('edge');
  camera.settle(staged, BESIDE_A_PANEL, PLACE, important);
  expect(stage.sight).not.toEqual(before);
  camera.select('');
  expect(stage.sight).not.toEqual(before);
  camera.settle(staged, WIDE, PLACE, important);
  expect(stage.sight).toEqual(before);
});

test('[WEB-196] who moved the map while something was selected stays where they are', () => {
  const { camera, stage, important } = setup();
  camera.select('edge');
  camera.reveal(important);
  camera.pan(-40, 10);
  const moved = stage.sight;
  camera.select('');
  expect(stage.sight).toEqual(moved);
  camera.close();
});

/** A map of two cards far from each other, looked at as a whole. */
function setup() {
  const { model } = mapFrom(INCIDENT);
  const [edge] = model.edges.values();
  if (edge === undefined) throw new Error('the drawing has no edge');
  const card = (key: string, left: number) => ({ key, region: '', box: { left, top: 200, width: 90, height: 40 } });
  const scene: Scene = {
    level: 'middle',
    bounds: { left: 0, top: 0, width: 1050, height: 500 },
    insideLeft: 0,
    insideRight: 1000,
    regions: [],
    nodes: [card(edge.source, 480), card(edge.destination, 800)],
    routes: [{ key: edge.key, points: [570, 800].map((x) => ({ x, y: 220 })) }],
    labels: [],
    unlabelled: [],
  };
  const staged: Staged = { scene, model };
  const stage = {
    sight: { scale: 1, x: 0, y: 0 } as Sight,
    staged,
    look: (sight: Sight): void => {
      stage.sight = sight;
    },
  };
  const camera = new CameraControl(stage);
  camera.listen({ onCamera: () => undefined, onLevel: () => undefined }, true, true);
  const important = edgeBox(staged, edge.key);
  if (important === undefined) throw new Error('the edge has no place');
  camera.settle(staged, WIDE, PLACE, important);
  return { camera, stage, staged, important, shown: (box: Box) => boxOnCanvas(stage.sight, box) };
}

test('[WEB-216] what was under the pointer when the level changed stays there while the new level fills', () => {
  const { camera, stage, staged } = setup();
  const levels: string[] = [];
  camera.listen({ onCamera: () => undefined, onLevel: (level) => levels.push(level) }, true, true);
  const at = { x: 885, y: 400 };
  camera.zoom(2, at);
  expect(levels).toEqual(['near']);
  const shifted = (by: number): Staged => {
    const nodes = staged.scene.nodes.map((node) => ({ ...node, box: { ...node.box, left: node.box.left + by } }));
    return { ...staged, scene: { ...staged.scene, level: 'near', nodes } };
  };
  const middleOfFirst = ({ scene }: Staged): number => {
    const { left, width } = scene.nodes[0].box;
    return stage.sight.x + stage.sight.scale * (left + width / 2);
  };
  const [first, later, last] = [shifted(0), shifted(300), shifted(-200)];
  camera.settle(first, WIDE, 'workload.near', undefined);
  expect(middleOfFirst(first)).toBeCloseTo(at.x);
  camera.settle(later, WIDE, 'workload.near', undefined);
  expect(middleOfFirst(later)).toBeCloseTo(at.x);
  camera.pan(10, 0);
  const panned = stage.sight;
  camera.settle(last, WIDE, 'workload.near', undefined);
  expect(stage.sight).toEqual(panned);
  camera.close();
});

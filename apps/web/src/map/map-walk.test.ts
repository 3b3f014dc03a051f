import { expect, test } from 'vitest';
import { edgeBeside, nodeTowards, type Focus } from './map-walk.ts';
import { INCIDENT, mapFrom } from './paint/testing/drawn-picture.ts';
import { middleOf } from './sight.ts';

const { scene, model } = mapFrom(INCIDENT);
const keyOf = (name: string): string => scene.nodes.find(({ key }) => key.includes(name))?.key ?? '';

test('[WEB-114] arrows reach every node, each in its direction', () => {
  const reached = new Set<string>();
  const waiting = [nodeTowards(scene, undefined, 'right') ?? ''];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    for (const direction of ['left', 'right', 'up', 'down'] as const)
      waiting.push(nodeTowards(scene, key, direction) ?? '');
  }
  expect(reached).toEqual(new Set(scene.nodes.map(({ key }) => key)));
  const [leftmost] = scene.nodes.toSorted((a, b) => a.box.left - b.box.left);
  const right = scene.nodes.find(({ key }) => key === nodeTowards(scene, leftmost?.key, 'right'));
  expect(middleOf(right?.box ?? scene.bounds).x).toBeGreaterThan(middleOf(leftmost?.box ?? scene.bounds).x);
});

test('[WEB-114] the edges of a node go round, trouble first', () => {
  const start: Focus = { kind: 'node', key: keyOf('frontend') };
  const seen: string[] = [];
  let focus = edgeBeside(model, start, 1);
  while (focus !== undefined && !seen.includes(focus.key)) {
    seen.push(focus.key);
    focus = edgeBeside(model, focus, 1);
  }
  const touching = [...model.edges.values()].filter(({ source, destination }) =>
    [source, destination].includes(start.key),
  );
  expect(new Set(seen)).toEqual(new Set(touching.map(({ key }) => key)));
  expect(model.edges.get(seen[0] ?? '')?.isTroubled).toBe(true);
  expect(focus?.key).toBe(seen[0]);
  expect(edgeBeside(model, start, -1)?.key).toBe(seen.at(-1));
});

test('[WEB-114] a node without edges has none to go to', () => {
  expect(edgeBeside({ ...model, edges: new Map() }, { kind: 'node', key: keyOf('cart') }, 1)).toBeUndefined();
});

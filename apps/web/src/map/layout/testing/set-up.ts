import type { Viewport } from '../arrange.ts';
import { complaintsAboutScene } from '../complaints.ts';
import { layOut } from '../lay-out.ts';
import type { LayoutMemory } from '../memory.ts';
import { NO_MEMORY } from '../memory.ts';
import type { Scene } from '../scene.ts';
import type { Topology } from '../topology.ts';

export const USUAL: Viewport = { width: 1080, height: 640 };
export const WIDE: Viewport = { width: 2000, height: 1000 };
export const NARROW: Viewport = { width: 700, height: 640 };
export const VIEWPORTS = [USUAL, WIDE, NARROW] as const;

/** A map that is laid out again and again, as the page does: the memory goes through JSON each time. */
export class LivingMap {
  topology: Topology;
  viewport: Viewport;
  memory: LayoutMemory = NO_MEMORY;
  scene: Scene;

  constructor(topology: Topology, viewport: Viewport = USUAL) {
    this.topology = topology;
    this.viewport = viewport;
    this.scene = this.#layOut();
  }

  change(change: {
    readonly topology?: Topology;
    readonly viewport?: Viewport;
    readonly memory?: LayoutMemory;
  }): Scene {
    this.topology = change.topology ?? this.topology;
    this.viewport = change.viewport ?? this.viewport;
    this.memory = change.memory ?? this.memory;
    this.scene = this.#layOut();
    return this.scene;
  }

  get complaints(): string[] {
    return complaintsAboutScene(this.topology, this.scene);
  }

  #layOut(): Scene {
    const { scene, memory } = layOut(this.topology, this.viewport, this.memory);
    this.memory = JSON.parse(JSON.stringify(memory)) as LayoutMemory;
    return scene;
  }
}

/** Middle of a node. */
export function middleOf(scene: Scene, key: string): { readonly x: number; readonly y: number } {
  const box = scene.nodes.find((node) => node.key === key)?.box;
  if (box === undefined) throw new Error(`${key} has no place`);
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

/** How far each node moved that is in both scenes, the farthest last. */
export function shiftsBetween(before: Scene, after: Scene): number[] {
  const places = new Map(before.nodes.map((node) => [node.key, middleOf(before, node.key)]));
  return after.nodes
    .flatMap(({ key }) => {
      const from = places.get(key);
      const to = middleOf(after, key);
      return from === undefined ? [] : [Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y))];
    })
    .toSorted((a, b) => a - b);
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

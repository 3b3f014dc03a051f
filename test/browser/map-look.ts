/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { onPage, readGeometry, type LiveGeometry } from './map-probe.ts';

/** Edges of the map by the ends of their keys: `edgeBetween(geometry, '/cart', '/redis')`. */
export function edgeBetween({ topology }: LiveGeometry, source: string, destination: string) {
  return topology.edges.find((edge) => edge.source.endsWith(source) && edge.destination.endsWith(destination));
}

/** The part of an edge's way on which the canvas shows a colour of the page's palette, such as `denied`: 0 to 1. */
export async function shareInColour(page: Page, edgeKey: string, token: string): Promise<number> {
  const geometry = await readGeometry(page);
  const route = geometry?.scene.routes.find(({ key }) => key === edgeKey);
  if (geometry === undefined || route === undefined) return 0;
  const points = alongRoute(route.points).map((point) => onPage(geometry, point));
  return page.evaluate(
    ([places, name]) => {
      const probe = document.createElement('i');
      probe.style.color = `var(--${name})`;
      document.body.append(probe);
      const wanted = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
      probe.remove();
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.map-canvas');
      if (canvas === null) return 0;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const ratio = canvas.width / width;
      // Read from a copy: reading slows a canvas down, and the browser says so.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      if (copy === null) return 0;
      copy.drawImage(canvas, 0, 0);
      const isIn = ({ x, y }: { x: number; y: number }): boolean => {
        const [column, row] = [Math.round((x - left) * ratio) - 2, Math.round((y - top) * ratio) - 2];
        const { data } = copy.getImageData(column, row, 5, 5);
        for (let at = 0; at < data.length; at += 4) {
          if ([0, 1, 2].every((channel) => Math.abs(data[at + channel] - wanted[channel]) < 24)) return true;
        }
        return false;
      };
      const visible = places.filter(({ x, y }) => x > left && y > top && x < left + width && y < top + height);
      return visible.length === 0 ? 0 : visible.filter(isIn).length / visible.length;
    },
    [points, token] as const,
  );
}

/** A point every four pixels. */
function alongRoute(points: readonly { readonly x: number; readonly y: number }[]): { x: number; y: number }[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index];
    const steps = Math.max(1, Math.floor(Math.hypot(to.x - from.x, to.y - from.y) / 4));
    return Array.from({ length: steps }, (_, step) => ({
      x: from.x + ((to.x - from.x) * step) / steps,
      y: from.y + ((to.y - from.y) * step) / steps,
    }));
  });
}

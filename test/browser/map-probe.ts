/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Lengths are CSS pixels of the map, before the camera. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything on the map stands, and what was to be laid out: plain data of the page. */
export interface LiveGeometry {
  readonly scene: {
    readonly level: string;
    readonly bounds: Box;
    readonly regions: readonly { readonly key: string; readonly box: Box }[];
    readonly nodes: readonly { readonly key: string; readonly region: string; readonly box: Box }[];
    readonly routes: readonly { readonly key: string; readonly points: readonly { x: number; y: number }[] }[];
    readonly labels: readonly { readonly key: string; readonly box: Box }[];
    readonly unlabelled: readonly string[];
  };
  readonly topology: {
    readonly level: string;
    readonly nodes: readonly { readonly key: string }[];
    readonly edges: readonly {
      readonly key: string;
      readonly source: string;
      readonly destination: string;
      readonly isTroubled: boolean;
    }[];
  };
  /** A point of the map is on the canvas at `scale * point + (x, y)`. */
  readonly sight: { readonly scale: number; readonly x: number; readonly y: number };
  /** What no panel covers, on the canvas. */
  readonly free: Box;
  /** Text on the map with too little room, as it is seen now. */
  readonly textComplaints: readonly string[];
  /** Frames painted so far. */
  readonly frames: number;
  /** Where the canvas is on the page. */
  readonly canvas: { readonly left: number; readonly top: number };
}

export const MAP = '[data-scene]';

/** Waits until a map has been placed and painted. */
export async function mapIsReady(page: Page, timeoutMs = 60_000): Promise<void> {
  await page.locator(`${MAP}[data-ready=true]`).waitFor({ state: 'attached', timeout: timeoutMs });
}

/** Undefined while nothing is placed. */
export async function readGeometry(page: Page): Promise<LiveGeometry | undefined> {
  return page.evaluate((selector) => {
    const detail: Partial<LiveGeometry> = {};
    document.querySelector(selector)?.dispatchEvent(new CustomEvent('map:geometry', { detail }));
    const { left = 0, top = 0 } = document.querySelector('canvas.map-canvas')?.getBoundingClientRect() ?? {};
    return detail.scene === undefined ? undefined : { ...(detail as LiveGeometry), canvas: { left, top } };
  }, MAP);
}

/** Where a point of the map is on the page now. */
export function onPage({ sight, canvas }: LiveGeometry, { x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: canvas.left + sight.scale * x + sight.x, y: canvas.top + sight.scale * y + sight.y };
}

export function middleOf({ left, top, width, height }: Box): { x: number; y: number } {
  return { x: left + width / 2, y: top + height / 2 };
}

/** Whether a box of the map lies where no panel covers it. */
export function isInSight({ sight, free }: LiveGeometry, box: Box): boolean {
  const [left, top] = [sight.scale * box.left + sight.x, sight.scale * box.top + sight.y];
  const [right, bottom] = [left + sight.scale * box.width, top + sight.scale * box.height];
  return left >= free.left && top >= free.top && right <= free.left + free.width && bottom <= free.top + free.height;
}

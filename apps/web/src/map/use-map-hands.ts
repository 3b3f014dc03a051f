import { useEffect, useMemo, useRef, useState } from 'react';
import type { View } from '../view/url-state.ts';
import type { CameraControl } from './camera-control.ts';
import { HitIndex, type Hit } from './hit-index.ts';
import type { Point } from './layout/scene.ts';
import { closeRegion, openEdge, openNode, type Go } from './map-actions.ts';
import { listenToGestures } from './map-gestures.ts';
import type { MapStage } from './map-stage.ts';
import { edgeNeighbourhood, nodeNeighbourhood } from './neighbourhood.ts';
import { toMap, middleOf } from './sight.ts';
import type { PlacedMap, SceneStore } from './scene-store.ts';

interface Within {
  readonly canvas: HTMLCanvasElement | null;
  readonly stage: MapStage | undefined;
  readonly camera: CameraControl | undefined;
  readonly placed: PlacedMap;
  readonly scenes: SceneStore;
  readonly view: View;
  readonly go: Go;
}

export interface Hands {
  /** What the pointer has rested on, and where. */
  readonly tip: { readonly hit: Hit; readonly at: Point } | undefined;
  readonly cursor: 'free' | 'on';
}

const TIP_AFTER_MS = 60;

/** Pointer, wheel and touch on the map. */
export function useMapHands(within: Within): Hands {
  const { canvas, stage, camera } = within;
  const [tip, setTip] = useState<Hands['tip']>(undefined);
  const [cursor, setCursor] = useState<Hands['cursor']>('free');
  const scene = within.placed.staged?.scene;
  const index = useMemo(
    () => scene && new HitIndex(scene, (key) => stage?.staged?.model.edges.get(key)?.isTroubled === true),
    [scene, stage],
  );
  const latest = useRef({ ...within, index });
  useEffect(() => {
    latest.current = { ...within, index };
  });

  useEffect(() => {
    if (canvas === null || stage === undefined || camera === undefined) return undefined;
    const over = new AbortController();
    const hitAt = (at: Point): Hit | undefined =>
      latest.current.index?.at(toMap(stage.sightNow, at), stage.sightNow.scale);
    const hover = new Hover(stage, setTip);
    listenToGestures(
      canvas,
      {
        onPan: (x, y) => {
          hover.leave();
          camera.pan(x, y);
        },
        onZoom: (factor, at) => {
          hover.leave();
          camera.zoom(factor, at);
        },
        onHover: (at) => {
          const hit = at && hitAt(at);
          setCursor(hit === undefined ? 'free' : 'on');
          hover.over(hit, at);
        },
        onClick: (at) => {
          const { view, go } = latest.current;
          const [hit, model] = [hitAt(at), stage.staged?.model];
          if (hit === undefined || model === undefined) return;
          if (hit.kind === 'edge') openEdge(model, hit.key, go);
          else if (hit.kind === 'node') openNode(model, hit.key, view, go);
          else closeRegion(hit.key, view, go);
        },
        onDoubleClick: (at) => {
          const hit = hitAt(at);
          const { scenes, index } = latest.current;
          if (hit?.kind === 'node') {
            scenes.pin(hit.key, undefined);
            return;
          }
          const region = index?.regionAt(toMap(stage.sight, at));
          const box = stage.staged?.scene.regions.find(({ key }) => key === region)?.box;
          if (box !== undefined) camera.zoomTo(box);
        },
        onGrab: (at) => hitAt(at)?.kind === 'node',
        onDrag: (from, to) => {
          const box = grabbed(stage, hitAt(from));
          const { scale } = stage.sight;
          stage.drag(
            box && { ...box, left: box.left + (to.x - from.x) / scale, top: box.top + (to.y - from.y) / scale },
          );
        },
        onDrop: (from, to) => {
          stage.drag(undefined);
          const hit = hitAt(from);
          const box = grabbed(stage, hit);
          if (box === undefined || hit === undefined || (from.x === to.x && from.y === to.y)) return;
          const { x, y } = middleOf(box);
          const { scale } = stage.sight;
          latest.current.scenes.pin(hit.key, { x: x + (to.x - from.x) / scale, y: y + (to.y - from.y) / scale });
        },
      },
      over.signal,
    );
    return () => {
      over.abort();
      hover.leave();
    };
  }, [canvas, stage, camera]);
  return { tip, cursor };
}

function grabbed(stage: MapStage, hit: Hit | undefined) {
  if (hit?.kind !== 'node') return undefined;
  return stage.staged?.scene.nodes.find(({ key }) => key === hit.key)?.box;
}

/** What the pointer is over steps forward at once; its words come when the pointer has rested. */
class Hover {
  readonly #stage: MapStage;
  readonly #onTip: (tip: Hands['tip']) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = '';

  constructor(stage: MapStage, onTip: (tip: Hands['tip']) => void) {
    this.#stage = stage;
    this.#onTip = onTip;
  }

  leave(): void {
    this.over(undefined, undefined);
  }

  over(hit: Hit | undefined, at: Point | undefined): void {
    const name = hit === undefined ? '' : `${hit.kind} ${hit.key}`;
    if (name === this.#at) return;
    this.#at = name;
    clearTimeout(this.#timer);
    this.#onTip(undefined);
    const model = this.#stage.staged?.model;
    if (hit === undefined || at === undefined || model === undefined) {
      this.#stage.emphasise(undefined);
      this.#stage.mark(undefined);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#stage.emphasise(
        hit.kind === 'edge'
          ? edgeNeighbourhood(model, hit.key)
          : hit.kind === 'node'
            ? nodeNeighbourhood(model, hit.key)
            : undefined,
      );
      this.#onTip({ hit, at });
    }, TIP_AFTER_MS);
  }
}

import { useEffect, useState } from 'react';
import { plainText } from '../base/plain-text.ts';
import type { View } from '../view/url-state.ts';
import type { CameraControl } from './camera-control.ts';
import type { Box } from './layout/scene.ts';
import { closeRegion, openEdge, openNode, type Go } from './map-actions.ts';
import { ZOOM_STEP } from './map-controls.tsx';
import type { MapStage } from './map-stage.ts';
import type { Staged } from './staged.ts';
import { edgeBeside, nodeTowards, type Direction, type Focus } from './map-walk.ts';
import { edgeNeighbourhood, nodeNeighbourhood } from './neighbourhood.ts';
import type { PlacedMap } from './scene-store.ts';

interface Within {
  readonly stage: MapStage | undefined;
  readonly camera: CameraControl | undefined;
  readonly placed: PlacedMap;
  readonly view: View;
  readonly go: Go;
}

export interface MapKeys {
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly onBlur: () => void;
  /** What the keyboard is at, for screen readers. */
  readonly said: string;
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** One stop of Tab: arrows go from node to node, `.` and `,` round the edges of a node, Enter opens. */
export function useMapKeys({ stage, camera, placed, view, go }: Within): MapKeys {
  const [focus, setFocus] = useState<Focus | undefined>(undefined);
  const staged = placed.staged;

  useEffect(() => {
    if (stage === undefined || focus === undefined) return undefined;
    stage.mark({ key: focus.key, kind: 'focus' });
    const model = stage.staged?.model;
    if (model !== undefined) {
      stage.emphasise(
        focus.kind === 'node' ? nodeNeighbourhood(model, focus.key) : edgeNeighbourhood(model, focus.key),
      );
    }
    return () => {
      stage.mark(undefined);
      stage.emphasise(undefined);
    };
  }, [stage, focus]);

  const walkTo = (next: Focus | undefined): void => {
    if (next === undefined || staged === undefined) return;
    setFocus(next);
    const box = boxOf(staged, next);
    if (box !== undefined) camera?.reveal(box);
  };

  /** True if the key meant something here. */
  const press = ({ key }: React.KeyboardEvent): boolean => {
    if (staged === undefined) return false;
    const direction = ARROWS[key];
    if (direction !== undefined) {
      const from = focus?.kind === 'edge' ? focus.from : focus?.key;
      const node = nodeTowards(staged.scene, from, direction);
      walkTo(node === undefined ? undefined : { kind: 'node', key: node });
      return true;
    }
    switch (key) {
      case '.':
      case ',':
        if (focus === undefined) return false;
        walkTo(edgeBeside(staged.model, focus, key === '.' ? 1 : -1));
        return true;
      case 'Enter':
        if (focus === undefined) return false;
        if (focus.kind === 'edge') openEdge(staged.model, focus.key, go);
        else openNode(staged.model, focus.key, view, go);
        return true;
      case 'Backspace': {
        const region = focus && staged.model.nodes.get(focus.key)?.region;
        if (region === undefined || region === '') return false;
        closeRegion(region, view, go);
        return true;
      }
      case '+':
      case '=':
        camera?.zoom(ZOOM_STEP, undefined);
        return true;
      case '-':
        camera?.zoom(1 / ZOOM_STEP, undefined);
        return true;
      case '0':
        camera?.fit();
        return true;
      case 'Escape':
        if (focus === undefined) return false;
        setFocus(undefined);
        return view.edge === '' && view.end === '';
      default:
        return false;
    }
  };

  return {
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !press(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onBlur: () => setFocus(undefined),
    said: focus === undefined || staged === undefined ? '' : spokenOf(staged, focus),
  };
}

function boxOf({ scene }: Staged, { kind, key }: Focus): Box | undefined {
  if (kind === 'node') return scene.nodes.find((node) => node.key === key)?.box;
  const label = scene.labels.find((placed) => placed.key === key);
  if (label !== undefined) return label.box;
  const points = scene.routes.find((route) => route.key === key)?.points ?? [];
  const middle = points[Math.floor(points.length / 2)];
  return middle && { left: middle.x - 8, top: middle.y - 8, width: 16, height: 16 };
}

function spokenOf({ model }: Staged, { kind, key }: Focus): string {
  const spoken = kind === 'node' ? model.nodes.get(key)?.spoken : model.edges.get(key)?.spoken;
  return plainText(spoken ?? '', 400);
}

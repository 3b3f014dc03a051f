import { useEffect, useMemo, useRef, useState } from 'react';
import { useSize } from '../base/use-size.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { View } from '../view/url-state.ts';
import { autoLevel } from './model/auto-level.ts';
import { shownEdge } from './model/shown-edge.ts';
import type { MapFont } from './model/measure.ts';
import { CameraControl, type CameraHooks } from './camera-control.ts';
import { EdgeList } from './edge-list.tsx';
import { exportMap } from './export-map.ts';
import { edgeBox, importantBox, nodeBox } from './important-box.ts';
import type { Box } from './layout/scene.ts';
import type { Level } from './layout/topology.ts';
import { MapControls } from './map-controls.tsx';
import { MapStage } from './map-stage.ts';
import { readOutline } from './map-memory.ts';
import { outlineMap } from './map-outline.ts';
import { firstSight } from './sight.ts';
import type { Staged } from './staged.ts';
import { MapTip } from './map-tip.tsx';
import { TextRuler, type PageLook } from './page-look.ts';
import type { FontName } from './paint/shape.ts';
import { useLayer7 } from './use-layer7.ts';
import { useMapHands } from './use-map-hands.ts';
import { useMapKeys } from './use-map-keys.ts';
import { useMapModel } from './use-map-model.ts';
import { usePageLook } from './use-page-look.ts';
import { useScene } from './use-scene.ts';
import { useReducedMotion } from './use-reduced-motion.ts';

export interface MapViewProps {
  /** Undefined until the first graph came. */
  readonly grouped: GroupedGraph | undefined;
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  /** What is shown is old; figures say "was". */
  readonly isStale: boolean;
  /** What is shown is held. */
  readonly isPaused: boolean;
  /** When the server began to listen; before a while has passed, nothing counts as new. */
  readonly listeningSinceMs: number | undefined;
  /** For exported pictures: "99.7 % complete". */
  readonly completenessText: string;
  /** How far panels cover the map from each side. */
  readonly free: Insets;
}

export interface Insets {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Asked for while the address said `since`; another address decides anew. */
interface WantedLevel {
  readonly level: Level;
  readonly since: View['camera'];
}

/** What `map:geometry` hands out: where everything stands, for proofs. The listener on the map writes into `detail`. */
export const GEOMETRY_EVENT = 'map:geometry';

/** The map behind the panels: one canvas, what one does with it, and the same in words. */
export function MapView(props: MapViewProps) {
  const { grouped, view, go, isStale, isPaused, listeningSinceMs, completenessText, free } = props;
  const host = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const pageLook = usePageLook(host);
  const isStill = useReducedMotion();
  const [wanted, setWanted] = useState<WantedLevel | undefined>(undefined);
  const [unfoldFans, setUnfoldFans] = useState(false);
  const ruler = useMemo(() => pageLook && new TextRuler(pageLook.family), [pageLook]);
  const measure = useMemo(
    () => ruler && ((text: string, font: MapFont) => ruler.width(text, font === 'mono' ? 'small' : font)),
    [ruler],
  );

  const wantedLevel = wanted?.since === view.camera ? wanted?.level : undefined;
  const hasLevels = view.grouping !== 'namespace';
  const chosenLevel = wantedLevel ?? view.camera?.level ?? (grouped === undefined ? 'middle' : autoLevel(grouped));
  const level = hasLevels ? chosenLevel : 'far';
  const { opened, closed } = view;
  const layer7 = useLayer7(
    view.query,
    view.windowSeconds,
    level === 'near',
    grouped === undefined || isPaused || isStale,
  );
  const told = useMapModel(grouped, { level, opened, closed, unfoldFans, listeningSinceMs, ...(layer7 && { layer7 }) });
  const freeBox = useFreeBox(size, free);
  const { placed, scenes } = useScene(told, measure, freeBox, {
    question: JSON.stringify([view.query, view.windowSeconds, opened, closed]),
    isTouched: view.camera !== undefined || view.edge !== '' || view.end !== '',
  });
  const model = told?.model;
  const { staged } = placed;

  const stage = useStage(canvas);
  const cameraHooks: CameraHooks = {
    onCamera: (where) => {
      if (where === undefined) setWanted(undefined);
      go({ camera: where }, 'replace');
    },
    onLevel: (next) => setWanted({ level: next, since: view.camera }),
  };
  const camera = useCamera(stage, cameraHooks, isStill, hasLevels);
  const selectedEdge = view.edge === '' || model === undefined ? '' : (shownEdge(model, view.edge)?.key ?? '');
  const selectedNode = (view.end !== '' && model?.nodeOf.get(view.end)) || '';

  const selected = view.edge || view.end;
  const drawnEdge = model?.edges.get(selectedEdge);
  const [source, destination] = [drawnEdge?.source ?? selectedNode, drawnEdge?.destination ?? ''];
  const selectedNodes = useMemo(() => new Set([source, destination]), [source, destination]);

  useEffect(() => {
    stage?.resize(size.width, size.height, globalThis.devicePixelRatio || 1);
  }, [stage, size]);
  useEffect(() => {
    if (pageLook === undefined || ruler === undefined) return;
    stage?.dress({ ...pageLook, measure: ruler.width, selectedEdge, selectedNodes, isStale, isStill });
  }, [stage, pageLook, ruler, selectedEdge, selectedNodes, isStale, isStill]);
  useEffect(() => stage?.uncover(freeBox), [stage, freeBox]);
  useEffect(() => {
    camera?.restore(view.camera, selected);
    camera?.select(selected);
  }, [camera, view.camera, selected]);
  useFound(camera, stage, selectedEdge, selectedNode);
  useEffect(() => {
    if (stage === undefined || camera === undefined || staged === undefined) return;
    const isOther = stage.staged !== undefined && stage.staged.scene.level !== staged.scene.level;
    stage.show(staged, isOther && !isStill);
    camera.settle(staged, freeBox, placed.plan, importantBox(staged, selectedEdge, selectedNode));
  }, [stage, camera, staged, freeBox, placed.plan, isStill, selectedEdge, selectedNode]);
  useOutline(stage, camera, grouped === undefined && staged === undefined, freeBox);

  const hands = useMapHands({ canvas, stage, camera, placed, scenes, view, go });
  const keys = useMapKeys({ stage, camera, placed, go, view });
  useGeometryHook(host, stage, placed, camera);

  const isEmpty = grouped !== undefined && grouped.edges.size === 0;
  return (
    <div
      ref={host}
      className="map"
      data-level={staged?.scene.level}
      data-scene={placed.scenes}
      data-ready={staged !== undefined}
      data-stale={isStale}
    >
      <div
        className="map-stage"
        id="map"
        role="application"
        aria-label="Service map"
        aria-describedby="map-said"
        aria-roledescription="map"
        tabIndex={0}
        onKeyDown={keys.onKeyDown}
        onBlur={keys.onBlur}
      >
        <canvas ref={setCanvas} className="map-canvas" data-hand={hands.cursor} />
      </div>
      <p id="map-said" className="visually-hidden" aria-live="polite">
        {keys.said}
      </p>
      {model !== undefined && <EdgeList model={model} />}
      {hands.tip !== undefined && model !== undefined && <MapTip {...hands.tip} model={model} within={freeBox} />}
      {isEmpty && view.query === '' && (
        <p
          className="map-empty"
          style={{ left: free.left, right: free.right, top: freeBox.top + freeBox.height / 2 - 12 }}
        >
          {grouped?.isPast
            ? 'No flow was seen then.'
            : isStale
              ? 'No flows were read in this window, and none can be read now.'
              : 'No flows in this window yet. The map draws itself as they come.'}
        </p>
      )}
      <div className="map-corner" style={{ left: free.left, right: free.right, bottom: free.bottom }}>
        <MapControls
          level={level}
          grouping={view.grouping}
          merged={model?.merged}
          unlabelled={staged === undefined ? 0 : unlabelledTrouble(staged)}
          unfoldsFans={unfoldFans}
          pins={placed.pins.length}
          isCompared={view.before !== undefined}
          onZoom={(factor) => camera?.zoom(factor, undefined)}
          onFit={() => camera?.fit()}
          onTidy={scenes.tidy}
          onUnpin={() => {
            for (const key of placed.pins) scenes.pin(key, undefined);
          }}
          onUnfold={setUnfoldFans}
          onExport={(format) => {
            if (staged === undefined || pageLook === undefined || ruler === undefined) return;
            void exportMap(format, staged, lookFor(pageLook, ruler, isStale), {
              query: view.query,
              timeMs: grouped?.timeMs ?? 0,
              windowSeconds: grouped?.windowSeconds ?? view.windowSeconds,
              grouping: view.grouping,
              completenessText,
            });
          }}
        />
      </div>
    </div>
  );
}

function lookFor({ colours, family }: PageLook, ruler: TextRuler, isStale: boolean) {
  const measure = (text: string, font: FontName): number => ruler.width(text, font);
  return {
    family,
    look: { colours, measure, selectedEdge: '', selectedNodes: new Set<string>(), near: undefined, isStale },
  };
}

function useStage(canvas: HTMLCanvasElement | null): MapStage | undefined {
  const stage = useMemo(() => (canvas === null ? undefined : new MapStage(canvas)), [canvas]);
  useEffect(() => () => stage?.close(), [stage]);
  return stage;
}

function useCamera(
  stage: MapStage | undefined,
  { onCamera, onLevel }: CameraHooks,
  isStill: boolean,
  hasLevels: boolean,
): CameraControl | undefined {
  const camera = useMemo(() => stage && new CameraControl(stage), [stage]);
  useEffect(() => () => camera?.close(), [camera]);
  useEffect(
    () => camera?.listen({ onCamera, onLevel }, isStill, hasLevels),
    [camera, onCamera, onLevel, isStill, hasLevels],
  );
  return camera;
}

/** Labels of what is merely new may be missing. */
function unlabelledTrouble({ scene, model }: Staged): number {
  return scene.unlabelled.filter((key) => model.edges.get(key)?.isTroubled === true).length;
}

/** The controls of the map and the air above them. */
const CORNER_HEIGHT = 40;

/** What no panel covers; the same object while its figures are the same. */
function useFreeBox({ width, height }: { width: number; height: number }, { left, top, right, bottom }: Insets): Box {
  return useMemo(
    () => ({
      left,
      top,
      width: Math.max(0, width - left - right),
      height: Math.max(0, height - top - bottom - CORNER_HEIGHT),
    }),
    [width, height, left, top, right, bottom],
  );
}

/** While nothing is known yet: namespaces where they stood the last time. */
function useOutline(
  stage: MapStage | undefined,
  camera: CameraControl | undefined,
  isWaiting: boolean,
  free: Box,
): void {
  useEffect(() => {
    const outline = isWaiting ? readOutline() : undefined;
    if (stage === undefined || camera === undefined || outline === undefined || free.width <= 0) return;
    const map = outlineMap(outline);
    stage.show(map, false);
    stage.look(firstSight(map.scene.bounds, free, undefined));
  }, [stage, camera, isWaiting, free]);
}

/** What is selected is brought into sight as soon as it is known where it stands. */
function useFound(camera: CameraControl | undefined, stage: MapStage | undefined, edge: string, node: string): void {
  useEffect(() => {
    const staged = stage?.staged;
    if (staged === undefined || camera === undefined || (edge === '' && node === '')) return;
    const box = edge === '' ? nodeBox(staged, node) : edgeBox(staged, edge);
    if (box !== undefined) camera.find(box);
  }, [camera, stage, edge, node]);
}

/** Hands out scene, topology and sight to whoever asks by an event. */
function useGeometryHook(
  host: React.RefObject<HTMLDivElement | null>,
  stage: MapStage | undefined,
  placed: { readonly topology: unknown },
  camera: CameraControl | undefined,
): void {
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const answer = (event: Event): void => {
      if (!(event instanceof CustomEvent) || typeof event.detail !== 'object' || event.detail === null) return;
      const { scene, model } = stage?.staged ?? {};
      Object.assign(event.detail, {
        scene,
        labels: model && Object.fromEntries([...model.edges].map(([key, { label }]) => [key, label])),
        topology: placed.topology,
        sight: stage?.sightNow,
        free: camera?.free,
        frames: stage?.frames ?? 0,
        paintMs: stage?.paintMs ?? 0,
        textComplaints: stage?.textComplaints ?? [],
      });
    };
    element.addEventListener(GEOMETRY_EVENT, answer);
    return () => element.removeEventListener(GEOMETRY_EVENT, answer);
  }, [host, stage, placed, camera]);
}

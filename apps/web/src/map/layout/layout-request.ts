import type { Viewport } from './arrange.ts';
import type { LaidOut } from './lay-out.ts';
import { layOut } from './lay-out.ts';
import type { LayoutMemory } from './memory.ts';
import { NO_MEMORY } from './memory.ts';
import type { Topology } from './topology.ts';

/** What the worker is asked. */
export interface LayoutRequest {
  readonly id: number;
  readonly topology: Topology;
  readonly viewport: Viewport;
  readonly memory: LayoutMemory;
  /** Nobody has looked at the picture for long: it may still be arranged anew. */
  readonly isYoung: boolean;
}

/** What it answers. */
export type LayoutAnswer =
  | ({ readonly kind: 'placed'; readonly id: number } & LaidOut)
  | { readonly kind: 'failed'; readonly id: number; readonly error: string };

/** A memory that cannot be used, because it was kept by another version, is forgotten. */
export function answerTo({ id, topology, viewport, memory, isYoung }: LayoutRequest): LayoutAnswer {
  try {
    return { kind: 'placed', id, ...layOut(topology, viewport, memory, isYoung) };
  } catch (reason) {
    if (memory !== NO_MEMORY) return answerTo({ id, topology, viewport, memory: NO_MEMORY, isYoung });
    return { kind: 'failed', id, error: reason instanceof Error ? reason.message : String(reason) };
  }
}

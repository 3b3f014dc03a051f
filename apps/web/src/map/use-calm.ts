import { useEffect, useRef, useState } from 'react';
import type { GroupedGraph } from '../view/grouped-graph.ts';

const CALM_MS = 1000;

/** The graph at most once a second, for figures that can be read; at once when there is other trouble or another grouping. */
export function useCalm(grouped: GroupedGraph | undefined): GroupedGraph | undefined {
  const [calm, setCalm] = useState(grouped);
  const takenAtMs = useRef(-Infinity);
  useEffect(() => {
    if (grouped === calm) return undefined;
    const take = (): void => {
      takenAtMs.current = performance.now();
      setCalm(grouped);
    };
    const waitMs = takenAtMs.current + CALM_MS - performance.now();
    if (waitMs <= 0 || isOther(calm, grouped)) {
      take();
      return undefined;
    }
    const timer = setTimeout(take, waitMs);
    return () => clearTimeout(timer);
  }, [grouped, calm]);
  return calm;
}

function isOther(before: GroupedGraph | undefined, now: GroupedGraph | undefined): boolean {
  if (before === undefined || now === undefined) return before !== now;
  if (before.grouping !== now.grouping || before.windowSeconds !== now.windowSeconds) return true;
  if (before.edges.size === 0 || now.edges.size === 0) return before.edges.size !== now.edges.size;
  return troublesOf(before) !== troublesOf(now);
}

function troublesOf({ edges }: GroupedGraph): number {
  let troubles = 0;
  for (const { verdict } of edges.values()) if (verdict !== 'forwarded') troubles += 1;
  return troubles;
}

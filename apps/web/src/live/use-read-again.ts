import { useShown } from './use-shown.ts';

/** When something that was fetched is fetched again. */
interface ReadAgain {
  readonly refetchInterval: number | false;
  readonly refetchOnMount: boolean;
  readonly refetchOnWindowFocus: boolean;
  readonly refetchOnReconnect: boolean;
}

/**
 * Every so often; not while the picture is held or stale, for what stands beside it would be newer than it. What is past
 * is read once.
 */
export function useReadAgain(everyMs: number): ReadAgain {
  const isPast = useShown(({ past }) => past !== undefined);
  const isHeld = useShown(({ isStale, pausedMs }) => isStale || pausedMs !== undefined) || isPast;
  return {
    refetchInterval: isHeld ? false : everyMs,
    refetchOnMount: !isHeld || isPast,
    refetchOnWindowFocus: !isHeld,
    refetchOnReconnect: !isHeld,
  };
}

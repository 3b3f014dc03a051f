import { useEffect, useMemo, useRef, useState } from 'react';

/** A hand that rests for so long is nobody's: a screen on a wall has its pointer somewhere. */
const RESTS_AFTER_MS = 15_000;

export interface Hands {
  /** Somebody is about to use what is under the pointer or the keyboard. */
  readonly isHeld: boolean;
  readonly moved: () => void;
  readonly left: () => void;
}

/** Whether a hand is at something, by what it does there. */
export function useHands(): Hands {
  const [isHeld, setHeld] = useState(false);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hands = useMemo(() => {
    const left = (): void => {
      clearTimeout(resting.current);
      setHeld(false);
    };
    const moved = (): void => {
      clearTimeout(resting.current);
      resting.current = setTimeout(left, RESTS_AFTER_MS);
      setHeld(true);
    };
    return { moved, left };
  }, []);
  useEffect(() => () => clearTimeout(resting.current), []);
  return { isHeld, ...hands };
}

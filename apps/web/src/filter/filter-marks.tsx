import type { RefObject } from 'react';
import type { Range } from '@orrery/query/ast';

interface FilterMarksProps {
  readonly text: string;
  readonly problem: Range | undefined;
  readonly mirror: RefObject<HTMLDivElement | null>;
}

/** The text of the field once more, unseen, with a line under the part that is at fault. It also gives the field its width. */
export function FilterMarks({ text, problem, mirror }: FilterMarksProps) {
  const from = problem?.from ?? text.length;
  const to = problem?.to ?? text.length;
  return (
    <div ref={mirror} className="filter-marks" aria-hidden="true">
      {text.slice(0, from)}
      {problem !== undefined && <mark>{text.slice(from, to) || ' '}</mark>}
      {text.slice(to)}
    </div>
  );
}

import type { KeyFigure } from './key-figures.ts';

/** Three figures in a box. */
export function KeyFigures({
  figures,
  isStale,
}: {
  readonly figures: readonly KeyFigure[];
  readonly isStale: boolean;
}) {
  return (
    <dl className="key-figures">
      {figures.map(({ value, unit, tone }) => (
        <div key={unit}>
          <dt>{unit}</dt>
          <dd className={tone === undefined || value === '0' ? undefined : `figure-${tone}`}>
            {isStale && <span className="was">was </span>}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

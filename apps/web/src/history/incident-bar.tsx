import { CopyButton } from '../base/copy-button.tsx';
import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { dayText, rangeText } from '../view/time-window.ts';
import { linkOf } from './incident-freeze.tsx';
import { IncidentNote } from './incident-words.tsx';
import type { IncidentTold } from './use-incident.ts';

interface IncidentBarProps {
  readonly told: IncidentTold;
  readonly onClose: () => void;
}

/** That what is seen was frozen, under which name, and what was said of it. */
export function IncidentBar({ told: { incident, why }, onClose }: IncidentBarProps) {
  return (
    <section className="incident-bar panel" aria-label="Frozen incident">
      <Icon name="freeze" />
      <div className="incident-said">
        {incident === undefined ? (
          <p className={why === '' ? 'hint' : 'evidence-problem'} role="status">
            {why === '' ? 'Reading what was frozen' : plainText(why, 300)}
          </p>
        ) : (
          <>
            <p>
              <bdi className="incident-name">{plainText(incident.name, 120)}</bdi>{' '}
              <span className="hint">
                {dayText(incident.range.fromMs)}{' '}
                {rangeText(incident.range.fromMs, incident.range.toMs, incident.range.fromMs)}, frozen{' '}
                {dayText(incident.createdMs)}
              </span>
            </p>
            <IncidentNote note={incident.note} />
          </>
        )}
      </div>
      {incident !== undefined && (
        <CopyButton text={linkOf(incident.id)} label="Copy the link" className="flat-button" />
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Leave the frozen incident"
        title="Leave the frozen incident"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}

import { VerdictGlyph, type GlyphName } from '../base/glyphs.tsx';
import { chipCount, CHIPS, type Chip, type TroubleSummary } from '../view/trouble-summary.ts';

const WORDS: Readonly<Record<Chip, string>> = { denied: 'denied', audited: 'audit', failing: 'failing', new: 'new' };
const GLYPHS: Readonly<Record<Chip, GlyphName>> = {
  denied: 'denied',
  audited: 'audited',
  failing: 'failing',
  new: 'new',
};

interface TroubleChipsProps {
  readonly summary: TroubleSummary;
  readonly chosen: Chip | undefined;
  readonly onChoose: (chip: Chip | undefined) => void;
}

/** How many there are of each class; one of them can be looked at alone. */
export function TroubleChips({ summary, chosen, onChoose }: TroubleChipsProps) {
  const shown = CHIPS.filter((chip) => chipCount(chip, summary) > 0 || chip === chosen);
  return (
    <div className="trouble-chips" role="group" aria-label="Show only">
      {shown.map((chip) => (
        <button
          key={chip}
          type="button"
          aria-pressed={chip === chosen}
          title={chip === chosen ? 'Show all again' : `Show only ${WORDS[chip]}`}
          onClick={() => onChoose(chip === chosen ? undefined : chip)}
        >
          <VerdictGlyph name={GLYPHS[chip]} />
          {chipCount(chip, summary)} {WORDS[chip]}
        </button>
      ))}
    </div>
  );
}

/** The same as a column of signs, where there is no room for the list. */
export function TroubleColumn({
  summary,
  isKnown,
  isOpen,
  onOpen,
}: {
  summary: TroubleSummary;
  /** Something was read. */
  isKnown: boolean;
  isOpen: boolean;
  onOpen: () => void;
}) {
  const none = isKnown ? 'none' : 'not known';
  const shown = CHIPS.filter((chip) => chipCount(chip, summary) > 0);
  const words = shown.map((chip) => `${chipCount(chip, summary)} ${WORDS[chip]}`).join(', ');
  return (
    <button
      type="button"
      className="trouble-column panel"
      aria-expanded={isOpen}
      aria-label={`Troubles: ${words === '' ? none : words}`}
      title="Show the troubles  t"
      onClick={onOpen}
    >
      {shown.map((chip) => (
        <span key={chip}>
          <VerdictGlyph name={GLYPHS[chip]} />
          {chipCount(chip, summary)}
        </span>
      ))}
      {shown.length === 0 && <span className="quiet">{isKnown ? 0 : '–'}</span>}
    </button>
  );
}

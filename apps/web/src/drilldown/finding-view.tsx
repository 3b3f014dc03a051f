import { VerdictGlyph, type GlyphName } from '../base/glyphs.tsx';
import { Text } from '../base/text.tsx';
import type { Finding } from './why/finding.ts';
import { policyName, revisionWords, sentence, type Piece, type Proof, type Statement } from './why/statement.ts';

interface FindingViewProps {
  readonly finding: Finding;
  /** Shows every flow that is kept of it. */
  readonly onAll: (proof: Proof) => void;
  /** Opens one flow, by its id. */
  readonly onOne: (uuid: string) => void;
}

const GLYPHS: Readonly<Record<Finding['kind'], GlyphName>> = {
  denied: 'denied',
  refused: 'mixed',
  audited: 'audited',
  dropped: 'failing',
  'handed-on': 'forwarded',
  failing: 'failing',
  allowed: 'forwarded',
};

/** A sentence that answers, and below it what it rests on: facts, inferences and what to do, each called so. */
export function FindingView({ finding: { kind, title, statements }, onAll, onOne }: FindingViewProps) {
  return (
    <section className="finding" aria-label={sentence(title)}>
      <h3 className="finding-title">
        <VerdictGlyph name={GLYPHS[kind]} />
        <span>
          <Pieces pieces={title} />
        </span>
      </h3>
      <ul className="statements">
        {statements.map((statement, i) => (
          // Lines have no state of their own, and a sentence may be said twice.
          // oxlint-disable-next-line react/no-array-index-key
          <StatementLine key={i} statement={statement} onAll={onAll} onOne={onOne} />
        ))}
      </ul>
    </section>
  );
}

const KIND_WORDS: Readonly<Record<Statement['kind'], string>> = { fact: 'Fact', inference: 'Inferred', hint: 'To do' };
const KIND_TITLES: Readonly<Record<Statement['kind'], string>> = {
  fact: 'Flows say so',
  inference: 'Concluded from what flows say',
  hint: 'What would have to change',
};

function StatementLine({
  statement: { kind, pieces, proof },
  onAll,
  onOne,
}: Omit<FindingViewProps, 'finding'> & { readonly statement: Statement }) {
  return (
    <li data-kind={kind}>
      <span className="statement-kind" title={KIND_TITLES[kind]}>
        {KIND_WORDS[kind]}
      </span>
      <p>
        <Pieces pieces={pieces} />
        {proof !== undefined && (
          <>
            {' '}
            <button type="button" className="text-button" onClick={() => onAll(proof)}>
              Show {proof.label}
            </button>
            {proof.newest !== '' && (
              <>
                {' · '}
                <button
                  type="button"
                  className="text-button"
                  aria-label={`Open the newest: ${proof.label}`}
                  onClick={() => onOne(proof.newest)}
                >
                  newest
                </button>
              </>
            )}
          </>
        )}
      </p>
    </li>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map((piece, i) => (
    // The pieces of a sentence never change places.
    // oxlint-disable-next-line react/no-array-index-key
    <PieceText key={i} piece={piece} />
  ));
}

function PieceText({ piece }: { readonly piece: Piece }) {
  switch (piece.kind) {
    case 'words':
      return piece.text;
    case 'name':
      return (
        <>
          <Text className="statement-name" limit={LONGEST}>
            {piece.text}
          </Text>
          {piece.isInferred && <span title="Inferred from a DNS answer">~</span>}
        </>
      );
    case 'code':
      return (
        <Text className="code" limit={LONGEST}>
          {piece.text}
        </Text>
      );
    case 'policy': {
      const { policy } = piece;
      return (
        <>
          {policy.kind !== '' && (
            <>
              <Text limit={LONGEST}>{policy.kind}</Text>{' '}
            </>
          )}
          <Text className="code" limit={LONGEST}>
            {policyName(policy)}
          </Text>
          {revisionWords(policy)}
        </>
      );
    }
  }
}

const LONGEST = 90;

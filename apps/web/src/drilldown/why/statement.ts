import { plainText } from '../../base/plain-text.ts';

/**
 * One sentence about an edge, and how far it can be trusted:
 *
 *     fact       flows say it, and there are flows to prove it
 *     inference  it follows from facts, or probably does; the sentence says which
 *     hint       what has to change for it to be otherwise
 */
export interface Statement {
  readonly kind: 'fact' | 'inference' | 'hint';
  readonly pieces: readonly Piece[];
  readonly proof?: Proof;
}

/** What a sentence is made of. Everything but `words` may have been chosen by whoever sends traffic: it is only ever text. */
export type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'name'; readonly text: string; readonly isInferred: boolean }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'policy'; readonly policy: NamedPolicy };

export interface NamedPolicy {
  /** `CiliumNetworkPolicy`; '' where the flows do not say it. */
  readonly kind: string;
  /** '' for clusterwide policies. */
  readonly namespace: string;
  readonly name: string;
  /** Of the flows that are kept, in the order of their numbers; empty where the flows do not say it. */
  readonly revisions: readonly string[];
}

/** Where the flows behind a statement are found. */
export interface Proof {
  /** In the filter language, for the table of flows. */
  readonly query: string;
  readonly label: string;
  /** Id of the newest of them that is kept as evidence; '' for none. */
  readonly newest: string;
}

type Said = Piece | readonly Piece[];

/** Pieces from a template: ``say`Dropped on the way out of ${name(end)}.` `` Texts of others cannot slip in as words. */
export function say(texts: TemplateStringsArray, ...said: readonly Said[]): readonly Piece[] {
  const pieces = texts.flatMap((text, i): readonly Piece[] => {
    const between = said[i];
    const after = between === undefined ? [] : 'kind' in between ? [between] : between;
    return text === '' ? after : [words(text), ...after];
  });
  return pieces;
}

export function words(text: string): Piece {
  return { kind: 'words', text };
}

export function name(text: string, isInferred = false): Piece {
  return { kind: 'name', text, isInferred };
}

export function code(text: string): Piece {
  return { kind: 'code', text };
}

export function policy(named: NamedPolicy): Piece {
  return { kind: 'policy', policy: named };
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(pieces: readonly Piece[], most: number): readonly Piece[] {
  const shown = pieces.slice(0, pieces.length === most + 1 ? most + 1 : most);
  const more = pieces.length - shown.length;
  const all: readonly Piece[] = more > 0 ? [...shown, words(`${more} more`)] : shown;
  return all.flatMap((piece, i) => (i === 0 ? [piece] : [words(i === all.length - 1 ? ' and ' : ', '), piece]));
}

export function fact(pieces: readonly Piece[], proof?: Proof): Statement {
  return { kind: 'fact', pieces, ...(proof && { proof }) };
}

export function inference(pieces: readonly Piece[], proof?: Proof): Statement {
  return { kind: 'inference', pieces, ...(proof && { proof }) };
}

export function hint(pieces: readonly Piece[]): Statement {
  return { kind: 'hint', pieces };
}

/** What to do comes after what is known. */
export function hintsLast(statements: readonly Statement[]): readonly Statement[] {
  const isHint = ({ kind }: Statement): boolean => kind === 'hint';
  return [...statements.filter((statement) => !isHint(statement)), ...statements.filter(isHint)];
}

/** `shop/deny-redis`, or the name alone. */
export function policyName({ namespace, name }: Pick<NamedPolicy, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** ` (revision 42)` */
export function revisionWords({ revisions }: NamedPolicy): string {
  const shown = revisions.map((revision) => plainText(revision, LONGEST_REVISION));
  if (shown.length === 0) return '';
  if (shown.length === 1) return ` (revision ${shown[0]})`;
  return ` (revisions ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)})`;
}

const LONGEST_REVISION = 20;
const LONGEST_NAME = 90;

/** The sentence as it is read out. */
export function sentence(pieces: readonly Piece[]): string {
  return pieces.map(spoken).join('');
}

function spoken(piece: Piece): string {
  switch (piece.kind) {
    case 'words':
      return piece.text;
    case 'policy': {
      const kind = piece.policy.kind === '' ? '' : `${plainText(piece.policy.kind, LONGEST_NAME)} `;
      return `${kind}${plainText(policyName(piece.policy), LONGEST_NAME)}${revisionWords(piece.policy)}`;
    }
    case 'name':
    case 'code':
      return plainText(piece.text, LONGEST_NAME);
  }
}

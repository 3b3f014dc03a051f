import type { Denial } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import { endPiece, onPort } from './gate.ts';
import { answerProof } from './proof.ts';
import { fact, inference, say, words, type Statement } from './statement.ts';

/** A packet that was an answer was not lost for want of a rule: answers of known connections pass. */
export function answerStatements(
  { edge }: EdgeEvidence,
  { answers, facts }: Denial,
  done: 'refused' | 'dropped',
): readonly Statement[] {
  if (answers === 'none') return [];
  const [to, from] = [endPiece(edge.source), endPiece(edge.destination)];
  const own = facts.filter(({ answer }) => answer !== 'no');
  const proof = answerProof(edge, 'these answers', { verdict: ['DROPPED'] }, own);
  return [
    answers === 'probably'
      ? inference(
          say`What was ${words(done)} left ${from}${onPort(edge)}, so it was probably an answer to ${to}. A drop does not say whether it is one.`,
          proof,
        )
      : fact(
          say`${words(answers === 'all' ? 'What' : 'Some of what')} was ${words(done)} are answers of ${from} to ${to}.`,
          proof,
        ),
    ...(done === 'refused' ? [UNKNOWN_CONNECTION] : []),
  ];
}

const UNKNOWN_CONNECTION = inference(
  say`Answers pass when their connection is known. Probably it was not known any more: it expired, the agent was restarted, or answers take another way than questions.`,
);

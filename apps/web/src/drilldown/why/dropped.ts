import { answerStatements } from './answered-packets.ts';
import type { Denial } from './denial.ts';
import { reasonName } from '../../view/cause-text-reason.ts';
import { CLASS_WORDS, reasonMeaning } from './drop-reasons.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { gateOf, onTheWay } from './gate.ts';
import { placeStatements, reasonStatement, seenStatement } from './seen.ts';
import { hint, inference, say, words, type Statement } from './statement.ts';

/** What was dropped, but not by policy; and what only looks like it. */
export function dropped(evidence: EdgeEvidence, denial: Denial): Finding {
  const { reason } = denial;
  const about = reasonMeaning(reason);
  const gate = gateOf(evidence.edge, denial);
  const shortly = words(reasonName(reason));
  if (about?.class === 'handed-on') {
    return {
      kind: 'handed-on',
      title: say`Handed on, not lost: ${shortly}.`,
      statements: [
        seenStatement(evidence, denial, { noun: 'attempt', done: 'handed on', label: 'these flows' }),
        reasonStatement(denial),
        inference(say`${words(about.meaning)} ${words(CLASS_WORDS['handed-on'])}`),
      ],
      denial,
    };
  }
  return {
    kind: 'dropped',
    title:
      reason === 0
        ? say`Dropped ${onTheWay(gate)}, and the flows tell no reason.`
        : say`Dropped ${onTheWay(gate)}, but not by policy: ${shortly}.`,
    statements: [
      seenStatement(evidence, denial, { noun: 'attempt', done: 'dropped', label: 'dropped flows' }),
      reasonStatement(denial),
      ...placeStatements(denial),
      ...meaning(reason),
      ...answerStatements(evidence, denial, 'dropped'),
    ],
    denial,
  };
}

function meaning(reason: number): readonly Statement[] {
  if (reason === 0) {
    return [inference(say`No policy verdict came with it, so nothing says that a policy decided.`)];
  }
  const about = reasonMeaning(reason);
  if (about === undefined) {
    return [
      inference(
        say`The reason is newer than this page. No policy verdict came with it, so nothing says that a policy decided.`,
      ),
    ];
  }
  const more = CLASS_WORDS[about.class];
  return [
    inference(say`${words(more === '' ? about.meaning : `${about.meaning} ${more}`)}`),
    ...(about.help === '' ? [] : [hint(say`${words(about.help)}`)]),
  ];
}

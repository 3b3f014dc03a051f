import { namelessVersions } from './agent-version.ts';
import type { Denial } from './denial.ts';
import { reasonStatement } from './seen.ts';
import { code, fact, inference, listed, policy, say, words, type Statement } from './statement.ts';

const DEFAULT_DENY = 133;
const EXPLICIT_DENY = 181;
const MOST_POLICIES = 4;

/** The reason, and who refused; or what it says that nobody is named. */
export function reasonAndPolicies(denial: Denial): readonly Statement[] {
  const { reason, policies, facts } = denial;
  if (policies.length > 0) {
    return [reasonStatement(denial), fact(say`Named by the flows: ${listed(policies.map(policy), MOST_POLICIES)}.`)];
  }
  if (reason === DEFAULT_DENY) {
    return [
      reasonStatement(
        denial,
        say` No policy is named, as usual for default deny: no rule matched, so there is none to name.`,
      ),
    ];
  }
  return [reasonStatement(denial, say` No policy is named.`), ...whyUnnamed(reason, facts)];
}

function whyUnnamed(reason: number, facts: Denial['facts']): readonly Statement[] {
  if (facts.length === 0) return [];
  if (facts.every(({ isReasonByNumber }) => isReasonByNumber)) {
    return [inference(say`Such agents name no policies at all.`)];
  }
  if (facts.every(({ event }) => event === 'drop')) {
    return [
      inference(
        say`Only drops are kept of it, and policies are named by policy verdicts. Probably verdict events are switched off or limited in rate.`,
      ),
    ];
  }
  if (reason !== EXPLICIT_DENY) {
    const versions = namelessVersions(facts);
    if (versions.length === 0) return [];
    return [inference(say`Agents ${words(versions.join(', '))} name policies for deny rules only.`)];
  }
  return [
    inference(
      say`An agent cannot name it for a range of ports, a host policy or a protocol without ports, and does not when correlation of policies is switched off.`,
    ),
  ];
}

/** What matched policies say for the log. */
export function logStatements({ facts }: Denial): readonly Statement[] {
  const texts = [...new Set(facts.flatMap(({ log }) => log))];
  if (texts.length === 0) return [];
  return [fact(say`The policies log: ${listed(texts.map(code), 2)}.`)];
}

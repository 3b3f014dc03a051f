import { countOf, wholeNumber } from '../base/numbers.ts';
import { rcodeName, type DnsName, type DnsSpelling } from './dns-names.ts';

/** What became of the questions for a name, the worst first. Codes and counts only: no text of others. */
export function outcomeWords(name: DnsName): readonly string[] {
  const { denied, timeouts, found, notFound, failed, inSearchDomains, questions } = name;
  const words: string[] = [];
  if (denied > 0) words.push(denied >= questions ? 'refused by policy' : `refused by policy ×${wholeNumber(denied)}`);
  if (timeouts > 0) words.push(`no answer ×${wholeNumber(timeouts)}`);
  if (failed > 0) words.push(errorWords(name));
  if (notFound > 0)
    words.push(found === 0 ? 'NXDOMAIN: no such name' : notFoundWords(notFound, inSearchDomains.notFound));
  return words;
}

/** Of a name that exists under one spelling at least. */
function notFoundWords(notFound: number, inSearchDomains: number): string {
  if (inSearchDomains >= notFound) return 'found after search domains';
  return `NXDOMAIN ×${wholeNumber(notFound - inSearchDomains)}`;
}

/** `SERVFAIL ×10` */
function errorWords({ rcodes }: Pick<DnsName, 'rcodes'>): string {
  return [...rcodes]
    .filter(([code, count]) => code !== 0 && code !== 3 && count > 0)
    .map(([code, count]) => `${rcodeName(code)} ×${wholeNumber(count)}`)
    .join(', ');
}

/** `NOERROR ×4, NXDOMAIN ×2, no answer ×1`: everything that became of the questions. */
export function answerCounts({ rcodes, denied, timeouts }: DnsSpelling): string {
  const words = [...rcodes]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([code, count]) => `${rcodeName(code)} ×${wholeNumber(count)}`);
  if (denied > 0) words.unshift(`refused by policy ×${wholeNumber(denied)}`);
  if (timeouts > 0) words.push(`no answer ×${wholeNumber(timeouts)}`);
  return words.length === 0 ? 'nothing yet' : words.join(', ');
}

/** What search domains add to the count; undefined when none was tried. */
export function searchSentence(name: DnsName): string | undefined {
  const { inSearchDomains, notFound, found, spellings } = name;
  const tried = spellings.length - 1;
  if (inSearchDomains.questions === 0) return undefined;
  const domains = countOf(tried, 'search domain');
  const share = `${wholeNumber(inSearchDomains.notFound)} of ${wholeNumber(notFound)} NXDOMAIN answers`;
  if (found > 0) return `${share} come from ${domains} that the resolver of the client tries first.`;
  return `${share} come from ${domains}; the name exists under none of its spellings.`;
}

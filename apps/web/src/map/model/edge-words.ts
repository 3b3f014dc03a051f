import { wholeNumber } from '../../base/numbers.ts';
import { VERDICT_WORDS } from '../../view/edge-verdict.ts';
import { troubleOf, type Trouble } from '../../view/trouble.ts';
import { rateNumber, type Span } from '../../view/trouble-rate.ts';
import type { Line } from './lines.ts';
import type { MapEdge } from './map-model.ts';
import { endTitles, shortTitle } from './node-title.ts';

/** Reasons of the kernel can be long; the list has the whole one. */
const LONGEST_REASON = 26;

/** What is written on a line of one edge. */
export function troubleLabel({ strong, weak }: Trouble): NonNullable<MapEdge['label']> {
  return { strong, weak: shortTitle(weak, LONGEST_REASON) };
}

/** What is written on a line of several troubled edges: "14 edges denied", "312 /min". */
export function sumLabel({ members, verdict }: Line, span: Span): NonNullable<MapEdge['label']> {
  const count = `${wholeNumber(members.length)} ${members.length === 1 ? 'edge' : 'edges'}`;
  // Each is a rate of the time in which it lasted, as on a line of its own.
  const sum = members.reduce((all, edge) => all + (troubleOf(edge, span, span)?.perMinute ?? 0), 0);
  // Where nothing is told as attempts, packets were sent again.
  const rate = sum > 0 ? `${rateNumber(sum)} /min` : 'no new attempts';
  switch (verdict) {
    case 'denied':
      return { strong: `${count} denied`, weak: rate };
    case 'mixed':
      return { strong: `${count} mixed`, weak: rate.replace('/min', 'denied /min') };
    case 'audited':
      return { strong: count, weak: `audit, ${rate}` };
    default:
      return { strong: count, weak: 'failing' };
  }
}

/** "shop/cart to data/redis, port 6379"; of several edges "shop to data, 14 edges". */
export function spokenPlace(
  { members, source, destination }: Pick<Line, 'members' | 'source' | 'destination'>,
  title: (key: string) => string,
): string {
  const [edge] = members;
  return edge !== undefined && members.length === 1
    ? `${endTitles(edge.source).full} to ${endTitles(edge.destination).full}${edge.port === 0 ? '' : `, port ${edge.port}`}`
    : `${title(source)} to ${title(destination)}, ${wholeNumber(members.length)} edges`;
}

/** "shop/cart to data/redis, port 6379: denied, 312 attempts per minute, policy default deny" */
export function spokenLine(
  line: Line,
  troubles: readonly Trouble[],
  rate: number,
  title: (key: string) => string,
): string {
  const ends = spokenPlace(line, title);
  const verdict = VERDICT_WORDS[line.verdict].toLowerCase();
  const [trouble] = troubles;
  if (trouble === undefined || line.members.length > 1) {
    return `${ends}: ${verdict}, ${rateNumber(rate)} attempts per minute`;
  }
  const { kind, perMinute: troubled, strong } = trouble;
  const reason = inSentence(trouble.reason);
  if (troubled === 0 && kind !== 'new')
    return `${ends}: ${verdict}, ${strong.replace('/min', ' per minute')}, ${reason}`;
  switch (kind) {
    case 'new':
      return `${ends}: new, ${rateNumber(rate)} attempts per minute`;
    case 'mixed':
      return `${ends}: mixed, ${strong.replace('/min', 'attempts per minute denied')}, ${reason}`;
    case 'dropped':
      return `${ends}: ${verdict}, ${rateNumber(troubled)} flows per minute, ${reason}`;
    default:
      return `${ends}: ${verdict}, ${rateNumber(troubled)} attempts per minute, ${reason}`;
  }
}

/** "Deny rule" becomes "deny rule", "DNS errors" stays. */
function inSentence(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

import { plainText } from '../base/plain-text.ts';
import type { AnchorGroup } from './policy-anchors.ts';

/** `shop/cart-egress revision 42 and 2 more`, as it can be shown. */
export function anchorText({ anchors }: AnchorGroup): string {
  const [first] = anchors;
  if (first === undefined) return '';
  const rest = anchors.length - 1;
  const what = first.isNew ? 'first named' : first.revision > 0 ? `revision ${first.revision}` : 'another revision';
  return `${plainText(first.policy, 48)} ${what}${rest > 0 ? ` and ${rest} more` : ''}`;
}

import { listMember, member, numberMember, textMember } from '../base/json-member.ts';

/** A moment at which a policy changed, as flows named it. Names are hostile text. */
export interface PolicyAnchor {
  readonly atMs: number;
  readonly policy: string;
  readonly kind: string;
  /** 0 where nodes have different ones, for each counts for itself. */
  readonly revision: number;
  /** It was never named before. */
  readonly isNew: boolean;
}

/** Several policies that changed at about the same time; agents take up what was applied together one after the other. */
export interface AnchorGroup {
  readonly atMs: number;
  /** At least one. */
  readonly anchors: readonly PolicyAnchor[];
}

export function parseAnchors(answer: unknown): readonly PolicyAnchor[] {
  return listMember(answer, 'anchors').flatMap((anchor) => {
    const atMs = Date.parse(textMember(anchor, 'at'));
    if (Number.isNaN(atMs)) return [];
    return [
      {
        atMs,
        policy: textMember(anchor, 'policy'),
        kind: textMember(anchor, 'kind'),
        revision: numberMember(anchor, 'revision'),
        isNew: member(anchor, 'is_new') === true,
      },
    ];
  });
}

const TOGETHER_MS = 15_000;

/** Newest first; what changed within a quarter of a minute is one choice, at the time of the first. */
export function anchorGroups(anchors: readonly PolicyAnchor[]): readonly AnchorGroup[] {
  const groups: { atMs: number; anchors: PolicyAnchor[] }[] = [];
  for (const anchor of anchors.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = groups.at(-1);
    if (last !== undefined && anchor.atMs - last.atMs <= TOGETHER_MS) last.anchors.push(anchor);
    else groups.push({ atMs: anchor.atMs, anchors: [anchor] });
  }
  return groups.toReversed();
}

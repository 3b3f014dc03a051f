import type { Trouble, TroubleKind } from './trouble.ts';

/** Classes under which troubles are counted. */
export const TROUBLE_CLASSES = ['denied', 'mixed', 'audited', 'failing', 'new'] as const;
export type TroubleClass = (typeof TROUBLE_CLASSES)[number];

export type TroubleSummary = Readonly<Record<TroubleClass, number>>;

export function troubleClass(kind: TroubleKind): TroubleClass {
  switch (kind) {
    case 'dns-failing':
    case 'dns-timeout':
    case 'http-5xx':
    case 'dropped':
      return 'failing';
    default:
      return kind;
  }
}

export function troubleSummary(troubles: readonly Trouble[]): TroubleSummary {
  const counts: Record<TroubleClass, number> = { denied: 0, mixed: 0, audited: 0, failing: 0, new: 0 };
  for (const { kind } of troubles) counts[troubleClass(kind)] += 1;
  return counts;
}

/** Classes by which the list can be narrowed. What is denied in part is denied. */
export const CHIPS = ['denied', 'audited', 'failing', 'new'] as const;
export type Chip = (typeof CHIPS)[number];

export function chipOf(kind: TroubleKind): Chip {
  const name = troubleClass(kind);
  return name === 'mixed' ? 'denied' : name;
}

export function chipCount(chip: Chip, summary: TroubleSummary): number {
  return chip === 'denied' ? summary.denied + summary.mixed : summary[chip];
}

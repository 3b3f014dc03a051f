/** What a bench found: one flat object, as printed by `--json`. Names carry their unit. */
export type Figures = Readonly<Record<string, number | boolean | string>>;

export interface BenchOptions {
  /** One DATA frame for each message, as a relay sends them, or as many messages in each as fit. */
  readonly framing: 'single' | 'packed';
  /** How long what may leak is watched. */
  readonly minutes: number;
}

/** Nearest rank; 0 when there is nothing. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

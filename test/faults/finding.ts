import type { Figures } from '../bench/figures.ts';

/** What came of one fault: figures, and in words what did not hold. */
export class Finding {
  readonly #figures = new Map<string, number | boolean | string>();
  readonly broken: string[] = [];

  figure(name: string, value: number | boolean | string): void {
    this.#figures.set(name, typeof value === 'number' ? Number(value.toFixed(2)) : value);
  }

  /** Notes `sentence` when it does not hold. */
  expect(holds: boolean, sentence: string): void {
    if (!holds) this.broken.push(sentence);
  }

  atMost(name: string, value: number, bound: number): void {
    this.figure(name, value);
    this.expect(value <= bound, `${name} is ${value}, more than ${bound}`);
  }

  atLeast(name: string, value: number, bound: number): void {
    this.figure(name, value);
    this.expect(value >= bound, `${name} is ${value}, less than ${bound}`);
  }

  get figures(): Figures {
    return Object.fromEntries(this.#figures);
  }
}

/** How long and how often: short in the tests, long in chaos. */
export interface FaultSize {
  readonly isLong: boolean;
}

export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly run: (finding: Finding, size: FaultSize) => Promise<void>;
}

export function faultLine({ id, title }: Fault, finding: Finding, seconds: number): string {
  const figures = Object.entries(finding.figures).map(([name, value]) => `${name}=${value}`);
  const verdict = finding.broken.length === 0 ? 'passed' : 'FAILED';
  return [`${id} ${title}: ${verdict} in ${seconds.toFixed(1)} s`, ...figures].join(' ');
}

/** One name that Prometheus is told, and where its figures are read. */
export interface Family {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly labels?: readonly string[];
  /** Values of the labels, then the figure. */
  readonly read: () => Iterable<readonly [...string[], number]> | number;
}

export function counter(name: string, help: string, read: Family['read']): Family {
  return { name, kind: 'counter', help, read };
}

export function gauge(name: string, help: string, read: Family['read']): Family {
  return { name, kind: 'gauge', help, read };
}

/** A node named a policy with a higher revision than before, or a policy was named for the first time. */
export interface PolicyChange {
  /** Clock of the node, at the first flow that named it so. */
  readonly atMs: number;
  readonly node: string;
  /** As in Cause.policies. */
  readonly policy: string;
  readonly kind: string;
  readonly revision: number;
  /** 0: no flow named it before. */
  readonly before: number;
}

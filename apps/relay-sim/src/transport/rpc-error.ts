import { status } from '@grpc/grpc-js';

/** A call is answered with this status. */
export class RpcError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }

  /** As the relay repeats an agent's error in a node status: the bare message if the code is Unknown. */
  relayed(): string {
    if (this.code === status.UNKNOWN) return this.message;
    return `rpc error: code = ${goName(this.code)} desc = ${this.message}`;
  }
}

/** INVALID_ARGUMENT -> InvalidArgument. */
function goName(code: status): string {
  return status[code]
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}

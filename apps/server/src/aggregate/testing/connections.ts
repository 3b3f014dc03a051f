import { flow } from './flow-builder.ts';
import type { FlowDetails } from './flow-builder.ts';

const CLIENT = { node: 'n1', local: 'source' } as const;
const SERVER = { node: 'n2', local: 'destination' } as const;

/** What both nodes tell of one TCP connection: verdict, overlay, verdict, arrival, and the answer at two points. */
export function connection(drawn: string, at = 0, more: FlowDetails = {}): Uint8Array[] {
  const back = drawn.split(' -> ').toReversed().join(' -> ');
  return [
    flow(drawn, { ...CLIENT, at, event: 'verdict', direction: 'egress', isReply: false, flags: 'syn', ...more }),
    flow(drawn, { ...CLIENT, at: at + 0.001, flags: 'syn' }),
    flow(drawn, {
      ...SERVER,
      at: at + 0.002,
      event: 'verdict',
      direction: 'ingress',
      isReply: false,
      flags: 'syn',
      ...more,
    }),
    flow(drawn, { ...SERVER, at: at + 0.003, direction: 'ingress', isReply: false, flags: 'syn' }),
    flow(back, { ...SERVER, at: at + 0.004, flags: 'syn-ack', local: 'source' }),
    flow(back, {
      ...CLIENT,
      at: at + 0.005,
      direction: 'egress',
      isReply: true,
      flags: 'syn-ack',
      local: 'destination',
    }),
  ];
}

/** Its end, as both nodes tell it. */
export function farewell(drawn: string, at: number): Uint8Array[] {
  const back = drawn.split(' -> ').toReversed().join(' -> ');
  return [
    flow(drawn, { ...CLIENT, at, flags: 'fin' }),
    flow(drawn, { ...SERVER, at: at + 0.001, direction: 'ingress', isReply: false, flags: 'fin' }),
    flow(back, { ...CLIENT, at: at + 0.002, direction: 'egress', isReply: true, flags: 'fin' }),
  ];
}

/** A SYN that one side refuses: the verdict and the drop, told by one node. */
export function refusal(
  drawn: string,
  at: number,
  direction: 'ingress' | 'egress' = 'ingress',
  more: FlowDetails = {},
): Uint8Array[] {
  const side = direction === 'egress' ? CLIENT : SERVER;
  const denied = { ...side, verdict: 'dropped', reason: 133, direction, flags: 'syn', ...more } as const;
  return [
    flow(drawn, { ...denied, at, event: 'verdict' }),
    flow(drawn, { ...denied, at: at + 0.00002, event: 'drop' }),
  ];
}

/** What the client's node tells of a SYN that its own policy lets out. */
export function letOut(drawn: string, at: number, isRetry = false): Uint8Array[] {
  const verdict = flow(drawn, { ...CLIENT, at, event: 'verdict', direction: 'egress', isReply: false, flags: 'syn' });
  const overlay = flow(drawn, { ...CLIENT, at: at + 0.0005, flags: 'syn' });
  return isRetry ? [overlay] : [verdict, overlay];
}

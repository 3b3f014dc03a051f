import type { EdgeName } from '../publish/flow-group.ts';
import { MAX_BACKLOG } from '../publish/flow-limits.ts';
import type { FollowWish } from '../publish/flow-publisher.ts';
import { parseEdgeAddress } from './edge-address.ts';
import { protocolNumber } from '@orrery/flow/hubble-names';
import { Parameters } from './parameters.ts';
import { badRequest } from './request-error.ts';

const DEFAULT_BACKLOG = 1000;

/** What `?q=&edge=&backlog=&after=&epoch=` asks to follow. An edge need not be known yet. */
export function followWish(search: string): FollowWish {
  const parameters = new Parameters(search, ['q', 'edge', 'backlog', 'after', 'epoch']);
  const address = parameters.text('edge');
  const number = parameters.whole('after', 0, Number.MAX_SAFE_INTEGER);
  const epoch = parameters.whole('epoch', 0, Number.MAX_SAFE_INTEGER);
  if ((number === undefined) !== (epoch === undefined)) {
    throw badRequest('bad_after', 'after is a number of one epoch; give both, or none');
  }
  return {
    query: parameters.query(),
    edge: address === undefined ? undefined : edgeName(address),
    backlog: parameters.whole('backlog', 0, MAX_BACKLOG) ?? DEFAULT_BACKLOG,
    after: number === undefined || epoch === undefined ? undefined : { number, epoch },
  };
}

function edgeName(address: string): EdgeName {
  const { ends, port, protocol } = parseEdgeAddress(address);
  return { ends, port, protocol: protocolNumber(protocol) };
}

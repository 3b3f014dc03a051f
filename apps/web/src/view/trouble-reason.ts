import { plainText } from '../base/plain-text.ts';
import type { Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { dropReasonWords } from './cause-text.ts';
import { addedRoutes, mainFailedAnswer, mainFailureCode, type Layer7 } from './edge-routes.ts';
import type { GroupedEdge } from './grouped-graph.ts';

/** Why, in a few words: on the map, and as a line of the list. */
export interface Reason {
  readonly weak: string;
  readonly reason: string;
}

const POLICY_DENIED = 133;
const POLICY_DENY = 181;
const AUTH_REQUIRED = 189;
const LONGEST_METHOD = 12;

/** `Policy default deny`, `Deny rule`, `Authentication required`, or Cilium's own words. */
export function policyReason(cause: Cause | undefined): string {
  if (cause === undefined) return 'Denied by policy';
  if (cause.dropReason === POLICY_DENIED) return cause.policies.length > 0 ? 'Policy denied' : 'Policy default deny';
  if (cause.dropReason === POLICY_DENY) return 'Deny rule';
  if (cause.dropReason === AUTH_REQUIRED) return 'Authentication required';
  return cause.dropReason === 0 ? 'L7 rule' : dropReasonWords(cause.dropReason);
}

/** `DELETE, L7 rule`, where one method is all that was refused. */
export function mixedReason({ figures, members }: GroupedEdge, layer7: Layer7): Reason {
  if (figures.httpDenied === 0 && figures.dnsDenied > 0) {
    return { weak: 'DNS, L7 rule', reason: 'DNS questions denied by L7 rule' };
  }
  const routes = addedRoutes(
    members.map(({ key }) => key),
    layer7,
  );
  const methods = new Set(routes.filter(({ denied }) => denied > 0).map(({ method }) => method));
  const [method] = methods;
  if (method === undefined || methods.size > 1) return { weak: 'L7 rule', reason: 'Requests denied by L7 rule' };
  const shown = plainText(method, LONGEST_METHOD);
  return { weak: `${shown}, L7 rule`, reason: `${shown} denied by L7 rule` };
}

/** `HTTP 503` where most failures had that code. */
export function httpFailure({ members }: GroupedEdge, layer7: Layer7): Reason {
  const code = mainFailureCode(
    addedRoutes(
      members.map(({ key }) => key),
      layer7,
    ),
  );
  const weak = `HTTP ${code ?? '5xx'}`;
  return { weak, reason: `${weak} by the application` };
}

/** `NXDOMAIN` where nine of ten failures were. */
export function dnsFailure({ source }: GroupedEdge, layer7: Layer7): Reason {
  const failed = mainFailedAnswer(
    source.vertices.map(({ key }) => key),
    layer7,
  );
  if (failed === undefined) return { weak: 'DNS errors', reason: 'DNS errors' };
  return { weak: failed.code, reason: `${failed.code}, ${failed.names} ${failed.names === 1 ? 'name' : 'names'}` };
}

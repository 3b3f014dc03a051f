import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { apiUrl } from '../base/api-url.ts';
import { member, textMember } from '../base/json-member.ts';
import { useEvidence } from '../layer7/use-evidence.ts';
import { MOST_ASKED, readJson } from '../layer7/use-layer7-answer.ts';
import { usePastRange } from '../live/use-asked-range.ts';
import { useReadAgain } from '../live/use-read-again.ts';
import type { EdgeMoment } from '../view/edge-moment.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { troubledFirst } from './troubled-first.ts';
import { dnsEvidence, httpRoutes, type EdgeEvidence } from './why/evidence.ts';
import { agentVersions, flowFacts } from './why/flow-fact.ts';

const AGAIN_AFTER_MS = 5000;
const VERSIONS_HOLD_MS = 300_000;
/** More than one edge can have. */
const MOST_ROWS = '2100';
/** A name is used long after it was asked for. */
const DNS_WINDOW_SECONDS = 900;

/** What the server keeps and counts of an edge; what it has not answered yet is missing. */
export function useWhyEvidence(edge: GroupedEdge, { windowSeconds, isPast, timeMs }: EdgeMoment): EdgeEvidence {
  const { source, destination, figures, members, port } = edge;
  const kept = useEvidence(troubledFirst(members), '');
  const flows = kept.kind === 'answer' ? kept.value : undefined;
  const versions = useAgentVersions(!isPast && (flows?.some(({ json }) => saysNoVersion(json)) ?? false));
  const facts = useMemo(
    () =>
      flowFacts(
        (flows ?? []).map(({ json }) => json),
        port,
        versions,
      ),
    [flows, port, versions],
  );
  const edges = members.map(({ key }) => key);
  const clients = source.vertices.map(({ key }) => key);
  const dnsSeconds = isPast ? windowSeconds : DNS_WINDOW_SECONDS;
  const isOutside = destination.kind === 'fqdn' || destination.kind === 'cidr' || destination.kind === 'world';
  const http = useRows('http', 'edge', edges, windowSeconds, figures.httpRequests + figures.httpDenied > 0);
  const dns = useRows('dns', 'client', clients, dnsSeconds, isOutside || figures.dnsQuestions + figures.dnsDenied > 0);
  const ofEdges = new Set(edges);
  return {
    edge,
    windowSeconds,
    isPast,
    beganMs: isPast && timeMs - windowSeconds * 1000,
    flows: facts,
    http: http === undefined ? undefined : httpRoutes(http, ofEdges),
    dns:
      dns === undefined
        ? undefined
        : dnsEvidence(dns, new Set(clients), ofEdges, { windowSeconds: dnsSeconds, isPast }),
  };
}

/** Agents before 1.19 do not say their version in their flows; the relay may know it. */
function useAgentVersions(isAsked: boolean): ReadonlyMap<string, string> | undefined {
  const { data } = useQuery({
    queryKey: ['agent versions'],
    queryFn: async ({ signal }) => agentVersions(await readJson(apiUrl('status', {}), signal)),
    enabled: isAsked,
    staleTime: VERSIONS_HOLD_MS,
  });
  return data;
}

function saysNoVersion(item: unknown): boolean {
  return textMember(member(member(item, 'flow'), 'emitter'), 'version') === '';
}

/** What was counted of these edges or clients in the window, or undefined while that is not known. */
function useRows(
  what: 'http' | 'dns',
  of: 'edge' | 'client',
  keys: readonly string[],
  windowSeconds: number,
  isAsked: boolean,
): unknown {
  const again = useReadAgain(AGAIN_AFTER_MS);
  const pastRange = usePastRange();
  const range = pastRange ?? { since: `-${windowSeconds}s` };
  const { data } = useQuery({
    queryKey: ['why', what, range, ...keys],
    queryFn: async ({ signal }) => {
      const url = apiUrl(what, { ...range, limit: MOST_ROWS });
      for (const key of keys.slice(0, MOST_ASKED)) url.searchParams.append(of, key);
      return { json: await readJson(url, signal) };
    },
    enabled: isAsked && keys.length > 0,
    ...again,
  });
  return data?.json;
}

import { Verdict } from '@orrery/proto/flow/flow_pb';
import { podKey, type EdgeKind, type LoadCluster, type LoadEdge } from './load-cluster.ts';
import { allowedConnection, auditedConnection, deniedConnection, type LoadEvent } from './load-events.ts';
import { dnsLookups, httpDenied, httpExchanges } from './load-l7.ts';
import { TemplateTableBuilder, type TemplateTable } from './load-templates.ts';
import type { Random } from './random.ts';

/** A row of the ledger: flows of one edge with one verdict. */
export interface LedgerRow {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  readonly verdict: string;
}

/** What connections do: sequences of templates that share a client port and a request id. */
export interface LoadScripts {
  readonly templates: TemplateTable;
  readonly rows: readonly LedgerRow[];
  readonly firstTemplate: Int32Array;
  readonly templateCount: Int32Array;
  /** Draws a script so that the kinds have their share of the flows. */
  draw(random: Random): number;
}

type ScriptKind = 'allowed' | 'http' | 'http-denied' | 'dns' | 'denied' | 'audited';

/**
 * Per cent of the flows. An audited connection has one AUDIT and one FORWARDED flow, a request denied by an L7
 * rule one DROPPED and one FORWARDED: together 15 % HTTP, 10 % DNS, 6 % dropped, 4 % audited.
 */
const FLOW_SHARES: Record<ScriptKind, number> = {
  allowed: 61.1,
  http: 14.7,
  'http-denied': 0.3,
  dns: 10,
  denied: 5.9,
  audited: 8,
};

export function buildScripts(cluster: LoadCluster): LoadScripts {
  const builder = new TemplateTableBuilder();
  const rows = new LedgerRows();
  const firstTemplate: number[] = [];
  const templateCount: number[] = [];
  const byKind = new Map<ScriptKind, number[]>();
  for (const [number, edge] of cluster.edges.entries()) {
    for (const { kind, events } of scriptsOf(edge, number)) {
      const list = byKind.get(kind) ?? [];
      byKind.set(kind, list);
      list.push(firstTemplate.length);
      firstTemplate.push(builder.size);
      templateCount.push(events.length);
      for (const event of events) builder.add(event, rows.indexOf(edge, event.verdict));
    }
  }
  const kinds = [...byKind].map(([kind, scripts]) => {
    const meanLength = scripts.reduce((sum, script) => sum + templateCount[script], 0) / scripts.length;
    return { scripts: Int32Array.from(scripts), weight: FLOW_SHARES[kind] / meanLength };
  });
  const weightSum = kinds.reduce((sum, kind) => sum + kind.weight, 0);
  return {
    templates: builder.build(),
    rows: rows.all,
    firstTemplate: Int32Array.from(firstTemplate),
    templateCount: Int32Array.from(templateCount),
    draw(random) {
      let rest = (random.uint32() / 4_294_967_296) * weightSum;
      let chosen = kinds[0];
      for (const kind of kinds) {
        chosen = kind;
        rest -= kind.weight;
        if (rest < 0) break;
      }
      return chosen.scripts[random.below(chosen.scripts.length)];
    },
  };
}

function scriptsOf(edge: LoadEdge, number: number): { kind: ScriptKind; events: LoadEvent[] }[] {
  const of: Record<EdgeKind, () => { kind: ScriptKind; events: LoadEvent[] }[]> = {
    l4: () => [{ kind: 'allowed', events: allowedConnection(edge) }],
    dns: () => dnsLookups(edge, number).map((events) => ({ kind: 'dns', events })),
    denied: () => [{ kind: 'denied', events: deniedConnection(edge) }],
    audited: () => [{ kind: 'audited', events: auditedConnection(edge) }],
    http: () => [
      { kind: 'allowed', events: allowedConnection(edge) },
      ...httpExchanges(edge, number).map((events) => ({ kind: 'http' as const, events })),
      ...(number % 10 === 0 ? [{ kind: 'http-denied' as const, events: httpDenied(edge) }] : []),
    ],
  };
  return of[edge.kind]();
}

/** Interns ledger rows. */
class LedgerRows {
  readonly all: LedgerRow[] = [];
  readonly #index = new Map<string, number>();

  indexOf(edge: LoadEdge, verdict: Verdict): number {
    const row = {
      source: podKey(edge.source),
      destination: edge.destination.key,
      port: edge.port,
      protocol: edge.protocol,
      verdict: Verdict[verdict],
    };
    const key = JSON.stringify(row);
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    this.#index.set(key, this.all.length);
    return this.all.push(row) - 1;
  }
}

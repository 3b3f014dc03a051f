import type { Flow } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { createScenario, type ScenarioName } from './create-scenario.ts';
import { ATTACKS, hostileSpelling } from './hostile.ts';

/** What is left as it is: addresses, ids, words of the schema, and what is an attack somewhere else. */
const KEPT = new Set(
  words(`
    uuid Summary IP.source IP.destination IP.sourceXlated ethernet.source ethernet.destination file.name
    interface.name:cilium_vxlan interface.name:eth0 traceContext.parent.traceId nodeLabels source.labels
    destination.labels l7.record.value.ips l7.record.value.qtypes l7.record.value.rrtypes
    l7.record.value.observationSource l7.record.value.headers.key l7.record.value.headers.value
  `),
);
const POLICY = /^(egress|ingress)(Allowed|Denied)By\.(kind|labels)$/;
const ATTACKED = words(`
  nodeName nodeLabels emitter.name emitter.version interface.name source.podName source.namespace source.clusterName
  source.labels source.workloads.name source.workloads.kind destinationNames egressAllowedBy.name
  egressAllowedBy.namespace l7.record.value.query l7.record.value.url l7.record.value.method
  l7.record.value.protocol l7.record.value.headers.key l7.record.value.headers.value
`);

test.each(['incident', 'dns'] as const)(
  '[SIM-80] of a hostile %s every text is an attack, save addresses and ids',
  (name) => {
    const harmless = flowsOf(name, false);
    const hostile = flowsOf(name, true);
    expect(hostile.length).toBe(harmless.length);
    const same = new Set<string>();
    const changed = new Set<string>();
    for (const [row, flow] of harmless.entries()) compare('', flow, hostile[row], same, changed);
    expect([...same].filter((path) => !KEPT.has(path) && !POLICY.test(path))).toEqual([]);
    expect(ATTACKED.filter((path) => !changed.has(path))).toEqual([]);
  },
);

test('[SIM-81] two texts are never spelled alike, one always the same, and another seed spells it otherwise', () => {
  const texts = Array.from({ length: 200 }, (_, row) => `text-${row}`);
  const spell = hostileSpelling(4);
  const spelled = texts.map(spell);
  expect(new Set(spelled).size).toBe(texts.length);
  expect(texts.map(spell)).toEqual(spelled);
  expect(spelled.map(spell)).toEqual(spelled);
  expect(texts.map(hostileSpelling(4))).toEqual(spelled);
  const other = texts.map(hostileSpelling(5));
  expect(other.filter((text, row) => text === spelled[row])).toEqual([]);
  const ways = new Set(Array.from({ length: ATTACKS.length }, (_, seed) => hostileSpelling(seed)('redis')));
  expect(ways.size).toBe(ATTACKS.length);
});

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function flowsOf(name: ScenarioName, isHostile: boolean): Flow[] {
  const source = createScenario(name, { seed: 3, rate: 400, startMs: 0, incidentAfterMs: 1000, isHostile });
  return [...source.advance(6000)].flatMap((event) => (event.kind === 'flow' ? [event.flow] : []));
}

/** Notes the paths of all texts that are the same in both, and of those that are not. */
function compare(path: string, a: unknown, b: unknown, same: Set<string>, changed: Set<string>): void {
  if (typeof a === 'string') {
    if (a === '' || path.endsWith('$typeName') || path.endsWith('.case')) return;
    if (a !== b) changed.add(path);
    else same.add(path === 'interface.name' ? `${path}:${a}` : path);
  } else if (Array.isArray(a)) {
    for (const [row, item] of a.entries()) compare(path, item, (b as readonly unknown[])[row], same, changed);
  } else if (typeof a === 'object' && a !== null) {
    for (const [key, item] of Object.entries(a)) {
      compare(path === '' ? key : `${path}.${key}`, item, (b as Readonly<Record<string, unknown>>)[key], same, changed);
    }
  }
}

/** When drawn recordings begin. */
export const DRAWN_MS = Date.UTC(2026, 10, 20, 9, 30);

/**
 * Lines of `hubble observe -o json`, drawn: `10.5s web -> cart:8080 forwarded`, `12s cart -> redis:6379 dropped by
 * deny-redis`. Ids and addresses follow from the text.
 */
export function drawnRecording(drawing: string): string[] {
  return drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line, index) => JSON.stringify(drawnFlow(line, index)));
}

function drawnFlow(text: string, index: number): object {
  const match = /^([\d.]+)s\s+(\S+)\s+->\s+(\S+):(\d+)\s+(\w+)(?:\s+by\s+(\S+))?$/.exec(text);
  if (match === null) throw new Error(`not a flow: ${text}`);
  const [, second = '', source = '', destination = '', port = '', verdict = '', policy] = match;
  const time = new Date(DRAWN_MS + Number(second) * 1000).toISOString();
  const isDenied = verdict !== 'forwarded';
  const denied = { name: policy ?? '', namespace: 'shop', kind: 'CiliumNetworkPolicy' };
  const flow = {
    time,
    uuid: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
    verdict: verdict.toUpperCase(),
    node_name: 'kind/worker',
    Type: 'L3_L4',
    IP: { source: addressOf(source), destination: addressOf(destination), ipVersion: 'IPv4' },
    l4: { TCP: { source_port: 40_000 + (index % 20_000), destination_port: Number(port), flags: { SYN: true } } },
    source: endpoint(source),
    destination: endpoint(destination),
    event_type: isDenied ? { type: 1, sub_type: 133 } : { type: 4 },
    traffic_direction: 'INGRESS',
    is_reply: false,
    ...(verdict === 'dropped' ? { drop_reason: 133, drop_reason_desc: 'POLICY_DENIED' } : {}),
    ...(policy === undefined ? {} : { ingress_denied_by: [denied] }),
  };
  return { flow, node_name: 'kind/worker', time };
}

function endpoint(name: string): object {
  return {
    identity: identityOf(name),
    cluster_name: 'kind',
    namespace: 'shop',
    labels: [`k8s:app=${name}`, 'k8s:io.kubernetes.pod.namespace=shop'],
    pod_name: `${name}-0`,
    workloads: [{ name, kind: 'Deployment' }],
  };
}

function identityOf(name: string): number {
  let sum = 0;
  for (let i = 0; i < name.length; i += 1) sum = (sum * 31 + name.charCodeAt(i)) % 60_000;
  return 1000 + sum;
}

function addressOf(name: string): string {
  const identity = identityOf(name);
  return `10.0.${Math.floor(identity / 250) % 250}.${identity % 250}`;
}

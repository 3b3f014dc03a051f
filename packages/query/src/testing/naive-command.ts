import type { FilterJson, Lists } from './naive-filter.ts';

/*
 * What the `hubble` command does with its flags, written as plainly as possible and without any code of the language.
 */

/** Reads the flags of a printed command, keeping the two sides of each list as the command does. */
export function listsOfCommand(command: string): Lists {
  const words = shellWords(command);
  if (words[0] !== 'hubble' || words[1] !== 'observe') throw new Error('not hubble observe');
  const allow = new Tracker();
  const deny = new Tracker();
  const raw = { allowlist: [] as FilterJson[], denylist: [] as FilterJson[] };
  let negated = false;
  for (let i = 2; i < words.length; i++) {
    const name = words[i].replace(/^--/, '');
    if (name === 'not') {
      if (negated) throw new Error('consecutive --not');
      negated = true;
      continue;
    }
    const isSwitch = name === 'encrypted' || name === 'unencrypted';
    const value = isSwitch ? '' : words[++i];
    if (name === 'allowlist' || name === 'denylist') raw[name].push(JSON.parse(value) as FilterJson);
    else (negated ? deny : allow).set(name, value);
    negated = false;
  }
  if (negated) throw new Error('trailing --not');
  return {
    allowlist: [...allow.filters(), ...raw.allowlist],
    denylist: [...deny.filters(), ...raw.denylist],
  };
}

function shellWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === "'") {
      const end = line.indexOf("'", i + 1);
      word += line.slice(i + 1, end);
      i = end;
      inWord = true;
    } else if (c === ' ') {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      if (c === '\\') i++;
      else if (!/[A-Za-z0-9/.:_@%+=,-]/.test(c)) throw new Error(`unquoted ${c}`);
      word += line[i];
      inWord = true;
    }
  }
  return inWord ? [...words, word] : words;
}

const BOTH_ENDS = new Set(['pod', 'ip', 'fqdn', 'label', 'service', 'port', 'identity', 'workload', 'cluster']);
const RESERVED = [
  '',
  'host',
  'world',
  'unmanaged',
  'health',
  'init',
  'remote-node',
  'kube-apiserver',
  'ingress',
  'world-ipv4',
  'world-ipv6',
];
const CONFLICTS = [
  'from-fqdn from-ip ip fqdn from-namespace namespace',
  'from-fqdn from-ip ip fqdn from-pod pod',
  'to-fqdn to-ip ip fqdn to-namespace namespace',
  'to-fqdn to-ip ip fqdn to-pod pod',
  'to-pod namespace',
  'from-pod namespace',
  'to-service namespace',
  'from-service namespace',
  'label from-label',
  'label to-label',
  'service from-service',
  'service to-service',
  'port from-port',
  'port to-port',
  'identity from-identity',
  'identity to-identity',
  'workload from-workload',
  'workload to-workload',
  'encrypted unencrypted',
].map((group) => group.split(' '));
const SCALARS: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  verdict: 'verdict',
  'drop-reason-desc': 'drop_reason_desc',
  type: 'event_type',
  protocol: 'protocol',
  'traffic-direction': 'traffic_direction',
  'tcp-flags': 'tcp_flags',
  'snat-ip': 'source_ip_xlated',
  'ip-version': 'ip_version',
  encrypted: 'encrypted',
  unencrypted: 'encrypted',
  interface: 'interface',
  'node-name': 'node_name',
  'node-label': 'node_labels',
  'http-status': 'http_status_code',
  'http-method': 'http_method',
  'http-path': 'http_path',
  'http-url': 'http_url',
  'http-header': 'http_header',
  'trace-id': 'trace_id',
  'ip-trace-id': 'ip_trace_id',
};

class Tracker {
  readonly #left: Record<string, unknown[]> = {};
  readonly #right: Record<string, unknown[]> = {};
  readonly #used = new Set<string>();
  readonly #namespaces: [flag: string, name: string][] = [];

  set(flag: string, value: string): void {
    this.#used.add(flag);
    for (const group of CONFLICTS) {
      if (group.filter((name) => this.#used.has(name)).length > 1) throw new Error(`conflict: ${group.join(' ')}`);
    }
    const subject = flag.replace(/^(from|to)-/, '');
    if (subject === 'namespace') this.#namespaces.push([flag, value]);
    else if (BOTH_ENDS.has(subject)) {
      const field = subject === 'cluster' ? 'cluster_name' : subject;
      if (flag !== `to-${subject}`) this.#add(this.#left, `source_${field}`, subject, value);
      if (flag !== `from-${subject}`) this.#add(this.#right, `destination_${field}`, subject, value);
      if (flag === `from-${subject}`) this.#add(this.#right, `source_${field}`, subject, value);
      if (flag === `to-${subject}`) this.#add(this.#left, `destination_${field}`, subject, value);
    } else {
      const field = SCALARS[flag];
      if (!field) throw new Error(`unknown flag --${flag}`);
      this.#add(this.#left, field, flag, value);
      this.#add(this.#right, field, flag, value);
    }
  }

  filters(): FilterJson[] {
    if (this.#used.size === 0) return [];
    const apply = (filter: Record<string, unknown[]>, end: string, names: string[]) => {
      if (names.length === 0) return;
      if (!filter[`${end}_pod`] && !filter[`${end}_service`]) filter[`${end}_pod`] = [''];
      for (const field of [`${end}_pod`, `${end}_service`]) {
        const values = filter[field] as string[] | undefined;
        if (values) filter[field] = values.flatMap((v) => (v.includes('/') ? v : names.map((name) => `${name}/${v}`)));
      }
    };
    const namesOf = (flag: string) => this.#namespaces.filter(([f]) => f === flag).map(([, name]) => name);
    for (const side of [this.#left, this.#right]) {
      apply(side, 'destination', namesOf('to-namespace'));
      apply(side, 'source', namesOf('from-namespace'));
    }
    apply(this.#left, 'source', namesOf('namespace'));
    apply(this.#right, 'destination', namesOf('namespace'));
    for (const side of [this.#left, this.#right]) {
      for (const end of ['source', 'destination']) {
        if (side[`${end}_pod`] && side[`${end}_service`]) throw new Error('pods and services may disagree');
      }
    }
    return [this.#left, this.#right];
  }

  #add(side: Record<string, unknown[]>, field: string, flag: string, value: string): void {
    (side[field] ??= []).push(flagValue(flag, value));
  }
}

function flagValue(flag: string, value: string): unknown {
  switch (flag) {
    case 'identity':
      return RESERVED.includes(value) ? RESERVED.indexOf(value) : Number(value);
    case 'workload': {
      const [kind, name] = value.includes('/') ? value.split('/') : ['', value];
      return { kind, name };
    }
    case 'type': {
      const [type = '', sub] = value.split(':');
      const types: Readonly<Record<string, number>> = { drop: 1, trace: 4, 'policy-verdict': 5, l7: 129 };
      const subType = sub === 'to-endpoint' ? 0 : Number(sub);
      return {
        type: types[type] ?? Number(type),
        ...(sub !== undefined && { match_sub_type: true, sub_type: subType }),
      };
    }
    case 'tcp-flags':
      return Object.fromEntries(value.split(',').map((name) => [name, true]));
    case 'ip-version':
      return { v4: 'IPv4', v6: 'IPv6', none: 'IP_NOT_USED' }[value];
    case 'traffic-direction':
      return value.toUpperCase();
    case 'encrypted':
    case 'unencrypted':
      return flag === 'encrypted';
    case 'interface':
      return { name: value };
    case 'http-header':
      return { key: value.slice(0, value.indexOf(':')), value: value.slice(value.indexOf(':') + 1) };
    default:
      return value;
  }
}

/** One field of a flow as it was received: its name in words, and its values, each a line. */
export interface FlowField {
  /** Where it stands in the flow: `flow.source.labels`. */
  readonly path: string;
  readonly name: string;
  readonly values: readonly string[];
}

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly FlowField[];
}

/**
 * Which part of a flow a field is about, by how its path begins; the first that fits counts. What fits nowhere is shown,
 * too, as fields that are newer than this program would be.
 */
const GROUPS: readonly { readonly title: string; readonly paths: readonly string[] }[] = [
  {
    title: 'Verdict',
    paths: [
      'flow.verdict',
      'flow.drop_reason_desc',
      'flow.drop_reason',
      'flow.traffic_direction',
      'flow.policy_match_type',
      'flow.egress_denied_by',
      'flow.ingress_denied_by',
      'flow.egress_allowed_by',
      'flow.ingress_allowed_by',
      'flow.policy_log',
      'flow.auth_type',
      'flow.file',
    ],
  },
  {
    title: 'Request and answer',
    paths: ['flow.l7', 'flow.trace_context'],
  },
  {
    title: 'Source',
    paths: [
      'flow.source',
      'flow.source_names',
      'flow.source_service',
      'flow.IP.source',
      'flow.IP.source_xlated',
      'flow.l4.*.source_port',
      'flow.ethernet.source',
    ],
  },
  {
    title: 'Destination',
    paths: [
      'flow.destination',
      'flow.destination_names',
      'flow.destination_service',
      'flow.IP.destination',
      'flow.l4.*.destination_port',
      'flow.ethernet.destination',
    ],
  },
  {
    title: 'Network',
    paths: ['flow.IP', 'flow.l4', 'flow.is_reply', 'flow.reply', 'flow.tunnel', 'flow.ethernet', 'flow.ip_trace_id'],
  },
  {
    title: 'Where it was seen',
    paths: [
      'flow.event_type',
      'flow.Type',
      'flow.trace_observation_point',
      'flow.trace_reason',
      'flow.interface',
      'flow.proxy_port',
      'flow.sock_xlate_point',
      'flow.socket_cookie',
      'flow.cgroup_id',
      'flow.debug_capture_point',
    ],
  },
  {
    title: 'Time and node',
    paths: [
      'flow.time',
      'flow.uuid',
      'flow.node_name',
      'flow.node_labels',
      'flow.emitter',
      'time',
      'node_name',
      'number',
      'kept',
      'sampled_one_in',
    ],
  },
];

const REST = 'Other fields';
/** Deeper and longer than any flow of the schema: the rest of what somebody made up is in the JSON. */
const DEEPEST = 8;
const MOST_FIELDS = 400;

/** Every field that was received, by what it is about. */
export function fieldGroups(json: unknown): readonly FieldGroup[] {
  const leaves: Leaf[] = [];
  collect(json, [], leaves);
  const groups = GROUPS.map(({ title, paths }): FieldGroup => {
    const fields = paths.flatMap((path) => taken(leaves, path.split('.'), title));
    return { title, fields };
  });
  const rest = leaves.map((leaf) => field(leaf, ['flow']));
  return [...groups, { title: REST, fields: rest }].filter(({ fields }) => fields.length > 0);
}

interface Leaf {
  readonly path: readonly string[];
  readonly values: readonly string[];
}

function collect(value: unknown, path: readonly string[], into: Leaf[]): void {
  if (into.length >= MOST_FIELDS) return;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.every((item) => !isObject(item))) into.push({ path, values: items.map(String) });
    else if (path.at(-1) === 'headers') into.push({ path, values: items.map(pairText) });
    else items.forEach((item, i) => collect(item, [...path, String(i + 1)], into));
  } else if (!isObject(value)) into.push({ path, values: [String(value)] });
  else if (path.length >= DEEPEST) into.push({ path, values: [JSON.stringify(value)] });
  else for (const [name, part] of Object.entries(value)) collect(part, [...path, name], into);
}

/** Takes the leaves whose path begins so out of the list. */
function taken(leaves: Leaf[], begin: readonly string[], title: string): readonly FlowField[] {
  const fits = ({ path }: Leaf): boolean => begin.every((part, i) => part === '*' || part === path[i]);
  const found = leaves.filter(fits);
  for (const leaf of found) leaves.splice(leaves.indexOf(leaf), 1);
  return found.map((leaf) => field(leaf, [...SAID_BY_TITLE, title.toLowerCase()]));
}

const SAID_BY_TITLE = ['flow', 'l4', 'l7', 'TCP', 'UDP', 'http', 'dns'];

/** The parts of the path in words, but for the first ones that the title says already. */
function field({ path, values }: Leaf, said: readonly string[]): FlowField {
  const first = path.findIndex((part) => !said.includes(part));
  const named = first === -1 ? path.slice(-1) : path.slice(first);
  return { path: path.join('.'), name: named.map((part) => part.replaceAll('_', ' ')).join(' '), values };
}

/** `key: value` */
function pairText(item: unknown): string {
  if (!isObject(item)) return String(item);
  const { key = '', value = '', ...more } = item;
  const isPair = typeof key === 'string' && typeof value === 'string' && Object.keys(more).length === 0;
  return isPair ? `${key}: ${value}` : JSON.stringify(item);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

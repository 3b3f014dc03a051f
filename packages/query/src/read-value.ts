import type { Subject } from './ast.ts';
import { formatAddress, formatNetwork, parseAddress, parseNetwork } from './address.ts';
import { DROP_REASON_NAMES } from './drop-reasons.ts';
import { DROP_REASON_LIST, identityName, PROTOCOLS, TCP_FLAGS, VERDICTS } from './enums.ts';
import { EVENT_TYPE_NAMES, formatEventType, parseEventType } from './event-type.ts';
import { formatLabelSelector, parseLabelSelector } from './label-selector.ts';
import { nearest } from './nearest.ts';

export type ReadValue =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly suggestions: readonly string[] };

/** What is wrong with a regular expression; undefined where it is well formed. */
export type PatternCheck = (pattern: string) => string | undefined;

/** Checks a value of a field and gives its one spelling, on which everything after parsing relies. */
export function readValue(subject: Subject, text: string, checkPattern: PatternCheck): ReadValue {
  return READERS[subject](text, checkPattern);
}

type Reader = (text: string, checkPattern: PatternCheck) => ReadValue;

function good(text: string): ReadValue {
  return { ok: true, text };
}

function bad(message: string, suggestions: readonly string[] = []): ReadValue {
  return { ok: false, message, suggestions };
}

const READERS: Readonly<Record<Subject, Reader>> = {
  namespace: (text) =>
    text.includes('/')
      ? bad('A namespace has no "/". For a pod in a namespace write pod:namespace/name.', [text.split('/')[0]])
      : good(text),
  pod: readNamespacedName,
  service: readNamespacedName,
  workload: readWorkload,
  label: readLabels,
  identity: readIdentity,
  ip: readAddress,
  port: readPort,
  fqdn: readGlob,
  cluster: good,
  verdict: (text) => readName(text.toUpperCase(), VERDICTS, 'a verdict', VERDICT_WORDS),
  'drop-reason-desc': readDropReason,
  type: readEventType,
  protocol: (text) => readName(text.toLowerCase(), PROTOCOLS, 'a protocol'),
  'traffic-direction': (text) => readName(text.toLowerCase(), ['ingress', 'egress'], 'a direction'),
  'tcp-flags': readTcpFlags,
  'snat-ip': readAddress,
  'ip-version': (text) =>
    readName(text.toLowerCase().replace(/^(ipv?|v)?(?=[46]$)/, 'v'), ['v4', 'v6', 'none'], 'an IP version'),
  encrypted: readBoolean,
  reply: readBoolean,
  interface: good,
  'node-name': readNodeName,
  'node-label': readLabels,
  'http-status': readStatus,
  'http-method': (text) => good(text.toUpperCase()),
  'http-path': readPattern,
  'http-url': readPattern,
  'http-header': readHeader,
  'dns-query': readPattern,
  'trace-id': (text) => good(text.toLowerCase()),
  'ip-trace-id': readTraceNumber,
  uuid: good,
  policy: (text) =>
    /^([^/]+\/)?[^/]+$/.test(text)
      ? good(text)
      : bad('A policy is name or namespace/name.', [text.split('/').filter(Boolean).slice(0, 2).join('/')]),
};

const VERDICT_WORDS = new Map([
  ['ALLOW', 'FORWARDED'],
  ['ALLOWED', 'FORWARDED'],
  ['DENY', 'DROPPED'],
  ['DENIED', 'DROPPED'],
  ['AUDITED', 'AUDIT'],
]);

function readName(
  text: string,
  names: readonly string[],
  what: string,
  otherWords?: ReadonlyMap<string, string>,
): ReadValue {
  if (names.includes(text)) return good(text);
  const meant = otherWords?.get(text);
  const listed = names.length <= 16 ? ` Write one of ${names.join(', ')}.` : '';
  return bad(`"${text}" is not ${what}.${listed}`, meant ? [meant] : nearest(text, names));
}

function readBoolean(text: string): ReadValue {
  return readName(text.toLowerCase(), ['true', 'false'], 'true or false');
}

/** `name`, `namespace/name` or `namespace/`; the name may be just the beginning of one. */
function readNamespacedName(text: string): ReadValue {
  const plain = text.startsWith('/') ? text.slice(1) : text;
  if (plain === '' || plain.split('/').length > 2 || (text !== plain && plain.includes('/'))) {
    return bad('Write name, namespace/name or namespace/ here.');
  }
  return good(plain);
}

const WORKLOAD_KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Pod',
  'ReplicationController',
];

function readWorkload(text: string): ReadValue {
  const parts = text.split('/');
  if (parts.length > 2 || parts.every((part) => part === '')) {
    return bad('Write name, Kind/name or Kind/ here, as in Deployment/cart.');
  }
  if (parts.length === 1) return good(text);
  const [kind = '', name = ''] = parts;
  if (kind === '') return good(name);
  const known = WORKLOAD_KINDS.find((candidate) => candidate.toLowerCase() === kind.toLowerCase());
  return good(`${known ?? kind}/${name}`);
}

function readLabels(text: string): ReadValue {
  const parsed = parseLabelSelector(text);
  return parsed.ok ? good(formatLabelSelector(parsed.selector)) : bad(parsed.message);
}

function readIdentity(text: string): ReadValue {
  const name = identityName(text.toLowerCase());
  if (name !== undefined) return good(name);
  if (!/^(0x[0-9a-fA-F]{1,8}|[0-9]{1,10})$/.test(text) || Number(text) > 0xffff_ffff) {
    return bad(`"${text}" is not an identity. Write its number, or a reserved name such as world, host, remote-node.`);
  }
  const number = String(Number(text));
  return good(identityName(number) ?? number);
}

function readAddress(text: string): ReadValue {
  const network = parseNetwork(text);
  if (network) return good(formatNetwork(network));
  const address = parseAddress(text);
  if (address) return good(formatAddress(address));
  return bad(`"${text}" is not an IP address or range. Write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32.`);
}

function readPort(text: string): ReadValue {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535
    ? good(String(Number(text)))
    : bad(`"${text}" is not a port. Write a number from 0 to 65535.`);
}

function readGlob(text: string): ReadValue {
  const glob = text.toLowerCase().replace(/\.$/, '').replaceAll(/\*+/g, '*');
  return isGlob(glob)
    ? good(glob)
    : bad(
        `"${text}" is not a DNS name. Write letters, digits, "-", "_", ".", and * for any of them, as in *.example.com.`,
      );
}

function isGlob(text: string): boolean {
  return /^[-_.*0-9a-z]{1,255}$/.test(text) && !text.endsWith('.');
}

function readNodeName(text: string): ReadValue {
  const parts = text.split('/').map((part) => part.toLowerCase().replace(/\.$/, ''));
  const isGood = parts.length <= 2 && parts.some(Boolean) && parts.every((part) => part === '' || isGlob(part));
  if (!isGood) return bad(`"${text}" is not a node. Write node, cluster/node or cluster/, with * for any letters.`);
  return good(parts[0] === '' ? parts[1] : parts.join('/'));
}

function readDropReason(text: string): ReadValue {
  const name = /^[0-9]{1,3}$/.test(text) ? DROP_REASON_NAMES.get(Number(text)) : undefined;
  if (name !== undefined) return good(name);
  if (/^[0-9]{1,3}$/.test(text)) return good(String(Number(text)));
  const upper = text.toUpperCase().replaceAll(/[- ]/g, '_');
  return readName(upper, DROP_REASON_LIST, 'a drop reason that Hubble knows');
}

function readEventType(text: string): ReadValue {
  const eventType = parseEventType(text);
  if (eventType) return good(formatEventType(eventType));
  return bad(
    `"${text}" is not an event type. Write drop, trace, l7, policy-verdict, trace-sock, capture, or with a detail trace:to-endpoint, drop:133.`,
    nearest(text.toLowerCase(), EVENT_TYPE_NAMES),
  );
}

/** All the flags named must be set; `+` joins them, since a comma separates alternatives. */
function readTcpFlags(text: string): ReadValue {
  const asked = text.toUpperCase().split(/[+,]/);
  const unknown = asked.find((flag) => !TCP_FLAGS.includes(flag));
  if (unknown === undefined) return good(TCP_FLAGS.filter((flag) => asked.includes(flag)).join('+'));
  return bad(
    `"${unknown}" is not a TCP flag. Write SYN, or SYN+ACK for both; the flags are ${TCP_FLAGS.join(', ')}.`,
    asked.length === 1 ? nearest(unknown, TCP_FLAGS) : [],
  );
}

function readStatus(text: string): ReadValue {
  const plain = text.replace(/[xX]+$/, '+');
  return /^([1-5][0-9]{2}|[1-5][0-9]?\+)$/.test(plain)
    ? good(plain)
    : bad(`"${text}" is not an HTTP status. Write 404, or 4+ for all that begin with 4.`);
}

function readPattern(text: string, checkPattern: PatternCheck): ReadValue {
  const message = checkPattern(text);
  return message === undefined ? good(text) : bad(message);
}

/** `Key:value`; `Key:` asks for the key only. Keys are spelt as proxies report them: X-Request-Id. */
function readHeader(text: string): ReadValue {
  const colon = text.indexOf(':', 1);
  const key = (colon < 0 ? text : text.slice(0, colon)).trim();
  const value = colon < 0 ? '' : text.slice(colon + 1).trim();
  if (key === '' || key === ':') return bad('Write Name:value or just Name here, as in X-Request-Id:42.');
  const isToken = /^[-A-Za-z0-9]+$/.test(key);
  const canonical = isToken ? key.toLowerCase().replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()) : key;
  return good(`${canonical}:${value}`);
}

function readTraceNumber(text: string): ReadValue {
  return /^[1-9][0-9]{0,19}$/.test(text) && BigInt(text) <= 0xffff_ffff_ffff_ffffn
    ? good(text)
    : bad(`"${text}" is not an IP trace id. Write a whole number above 0.`);
}

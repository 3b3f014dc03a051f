import type { Timestamp } from '@bufbuild/protobuf/wkt';
import type { Flow } from '@orrery/proto/flow/flow_pb';
import { portsOf } from './ports.ts';

/**
 * A `hubble observe` command that finds this flow as long as an agent still has it: by its uuid, or, as old agents send
 * none, by its ends within two seconds around it.
 */
export function observeCommandFor(flow: Flow): string {
  const hasUuid = isSayable(flow.uuid);
  const flags = hasUuid ? flag('--uuid', flow.uuid) : [...endFlags(flow), ...timeFlags(flow.time)];
  return ['hubble', 'observe', ...flags].join(' ');
}

function endFlags(flow: Flow): string[] {
  const ports = portsOf(flow);
  return [
    ...flag('--from-ip', flow.IP?.source),
    ...flag('--to-ip', flow.IP?.destination),
    ...flag('--protocol', flow.l4?.protocol.case?.toLowerCase()),
    ...flag('--from-port', ports?.source),
    ...flag('--to-port', ports?.destination),
    ...flag('--node-name', flow.nodeName),
  ];
}

function timeFlags(time: Timestamp | undefined): string[] {
  if (time === undefined) return [];
  const second = Number(time.seconds) * 1000;
  const [since, until] = [new Date(second - 1000), new Date(second + 2000)];
  if (Number.isNaN(since.getTime()) || Number.isNaN(until.getTime())) return [];
  return [...flag('--since', since.toISOString()), ...flag('--until', until.toISOString())];
}

/** One word, so that no value is taken for a flag of its own; none for what is empty or cannot be typed. */
function flag(name: string, value: string | number | undefined): string[] {
  if (value === undefined || value === 0 || !isSayable(String(value))) return [];
  return [`${name}=${shellWord(String(value))}`];
}

function isSayable(text: string): boolean {
  return text !== '' && !/\p{Cc}/u.test(text);
}

/** A word for a POSIX shell that stands for exactly this text. */
function shellWord(text: string): string {
  return /^[\w/.:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import { readFileSync } from 'node:fs';

/** USER_HZ of Linux. */
const TICKS_PER_SECOND = 100;

/** User and system time of a process since its start, microseconds; resolution 10 ms. */
export function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold blanks; what follows it does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000_000;
}

/** How long the main thread was ready to run and another process had the core, microseconds since its start. */
export function waitedMicros(pid: number): number {
  const [, waitedNanos] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
  return Number(waitedNanos) / 1000;
}

export interface MemoryUse {
  readonly rssMb: number;
  readonly peakRssMb: number;
}

export function memoryUse(pid: number): MemoryUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { rssMb: kibibytes(status, 'VmRSS') / 1024, peakRssMb: kibibytes(status, 'VmHWM') / 1024 };
}

function kibibytes(status: string, field: string): number {
  const line = status.split('\n').find((one) => one.startsWith(`${field}:`));
  return Number.parseInt(line?.slice(field.length + 1) ?? '0', 10);
}

/** What the kernel holds in the queues of all TCP sockets of this machine. */
export function kernelSocketMb(): number {
  const pages = /^TCP:.* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1] ?? '0';
  return (Number(pages) * 4096) / 1024 / 1024;
}

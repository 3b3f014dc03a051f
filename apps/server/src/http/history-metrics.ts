import type { PastDoor } from './http-deps.ts';
import { counter, gauge, type Family } from './metric-family.ts';

const DISK_LEVELS = ['enough', 'low', 'full'] as const;

/** What is written down, what waits for it, and what was given up. Nothing where no history is written. */
export function historyFamilies(past: PastDoor | undefined): readonly Family[] {
  if (past === undefined) return [];
  const status = () => past.status();
  return [
    gauge('history_ready', '1 while the store answers.', () => Number(status().state === 'ready')),
    counter('history_stored_batches_total', 'Batches that the store took.', () => status().stored_batches),
    counter('history_stored_flows_total', 'Flows that batches in the store count.', () => status().stored_flows),
    counter('history_given_up_batches_total', 'Batches that waited for too long.', () => status().given_up_batches),
    gauge('history_waiting_batches', 'Batches that wait for the store.', () => status().waiting_batches),
    gauge('history_waiting_bytes', 'Size of the batches that wait for the store.', () => status().waiting_bytes),
    {
      ...counter('history_single_flows_total', 'Single flows that were written down.', () => [
        ['evidence', status().evidence_flows] as const,
        ['sample', status().sampled_flows] as const,
      ]),
      labels: ['kept'],
    },
    counter(
      'history_single_flows_over_cap_total',
      'Denied, audited and failed flows above what is written down of one edge and minute.',
      () => status().over_cap_flows,
    ),
    counter(
      'history_single_flows_given_up_batches_total',
      'Batches whose single flows were given up while they waited for the store.',
      () => status().flows_left_out_batches,
    ),
    {
      ...gauge('history_stored_bytes', 'What the history takes, by tier: raw, the length of buckets, the rest.', () =>
        status().tiers.map(({ name, bytes }) => [name, bytes] as const),
      ),
      labels: ['tier'],
    },
    {
      ...gauge('history_stored_rows', 'Rows of the history, by tier.', () =>
        status().tiers.map(({ name, rows }) => [name, rows] as const),
      ),
      labels: ['tier'],
    },
    {
      ...gauge('history_disk', '1 for what the disk of the store has room for.', () =>
        DISK_LEVELS.map((level) => [level, Number(status().disk === level)] as const),
      ),
      labels: ['level'],
    },
  ];
}

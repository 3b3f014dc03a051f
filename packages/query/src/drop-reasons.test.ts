import { DropReason, Verdict } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { DROP_REASON_NAMES } from './drop-reasons.ts';
import { DROPPED, VERDICTS } from './enums.ts';

test('[WEB-235] drop reasons and verdicts have the names and numbers of the schema', () => {
  const named = Object.entries(DropReason).flatMap(([name, number]) =>
    typeof number === 'number' ? [[number, name] as const] : [],
  );
  expect([...DROP_REASON_NAMES]).toEqual(named);
  expect(VERDICTS[DROPPED]).toBe(Verdict[Verdict.DROPPED]);
});

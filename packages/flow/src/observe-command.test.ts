import { expect, test } from 'vitest';
import { observeCommandFor } from './observe-command.ts';
import { told } from './testing/told.ts';

test('[API-81] a flow is found by its uuid', () => {
  expect(observeCommandFor(told())).toBe('hubble observe --uuid=c0ffee00-0000-4000-8000-000000000001');
});

test('[API-81] without a uuid it is found by its ends, its node and its time', () => {
  expect(observeCommandFor(told({ uuid: '' }))).toBe(
    'hubble observe --from-ip=10.1.0.1 --to-ip=10.2.0.2 --protocol=tcp --from-port=41234 --to-port=8080 ' +
      '--node-name=kind/worker --since=2026-11-20T09:29:59.000Z --until=2026-11-20T09:30:02.000Z',
  );
  const icmp = told({ uuid: '', l4: { ICMPv6: { type: 128 } }, time: null, node_name: '' });
  expect(observeCommandFor(icmp)).toBe('hubble observe --from-ip=10.1.0.1 --to-ip=10.2.0.2 --protocol=icmpv6');
});

test('[API-81] each value is one word for the shell, whatever a flow says', () => {
  expect(observeCommandFor(told({ uuid: "$(reboot)'; rm -rf /" }))).toBe(
    String.raw`hubble observe --uuid='$(reboot)'\''; rm -rf /'`,
  );
  expect(observeCommandFor(told({ uuid: '--server evil' }))).toBe("hubble observe --uuid='--server evil'");
  const command = observeCommandFor(told({ uuid: 'a\u001B[201~\nreboot', node_name: 'n\u0000' }));
  expect(command).not.toMatch(/\p{Cc}/u);
  expect(command).toMatch(/^hubble observe --from-ip=\S+ --to-ip=\S+ /);
});

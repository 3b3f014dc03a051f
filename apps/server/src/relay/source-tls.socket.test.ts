import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { TlsOptions } from './certificates.ts';
import { TestAuthority, pemOf } from './test-certificates.ts';
import type { KeyPair } from './test-certificates.ts';
import { follow, numbered, numberOf, TestRelay, until } from './test-relay.ts';
import type { Followed } from './test-relay.ts';

vi.setConfig({ testTimeout: 30_000 });

const authority = new TestAuthority();
const stranger = new TestAuthority();
const serverPair = authority.issue('*.hubble-relay.cilium.io');
const clientPair = authority.issue('orrery');
afterAll(() => {
  authority.remove();
  stranger.remove();
});

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startRelay(pair: KeyPair, clients: 'any' | 'signed'): Promise<TestRelay> {
  const { cert, key } = pemOf(pair);
  const ca = readFileSync(authority.caFile);
  const credentials = ServerCredentials.createSsl(ca, [{ cert_chain: cert, private_key: key }], clients === 'signed');
  const relay = await TestRelay.start({ credentials });
  cleanups.push(() => relay.kill());
  return relay;
}

function startFollowing(relay: TestRelay, tls: Partial<TlsOptions>, more: Parameters<typeof follow>[1] = {}): Followed {
  const followed = follow(relay.address, {
    tls: {
      caFiles: [authority.caFile],
      certFile: undefined,
      keyFile: undefined,
      serverName: 'ui.hubble-relay.cilium.io',
      ...tls,
    },
    ...more,
  });
  cleanups.push(() => followed.stop());
  return followed;
}

/** A directory as Kubernetes mounts secrets: files are links through `..data`, which is swapped as a whole. */
function secretDirectory(name: string, first: KeyPair) {
  const directory = join(authority.directory, name);
  mkdirSync(directory);
  let version = 0;
  const swap = (certFrom: KeyPair, keyFrom: KeyPair): void => {
    version += 1;
    mkdirSync(join(directory, `..${version}`));
    writeFileSync(join(directory, `..${version}`, 'tls.crt'), readFileSync(certFrom.certFile));
    writeFileSync(join(directory, `..${version}`, 'tls.key'), readFileSync(keyFrom.keyFile));
    symlinkSync(`..${version}`, join(directory, '..data_tmp'));
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
  };
  swap(first, first);
  for (const file of ['tls.crt', 'tls.key']) symlinkSync(join('..data', file), join(directory, file));
  return { certFile: join(directory, 'tls.crt'), keyFile: join(directory, 'tls.key'), swap };
}

test('[RLY-30] flows come over TLS from a server whose certificate is for the name that was set', async () => {
  const relay = await startRelay(serverPair, 'any');
  const { messages, source } = startFollowing(relay, {});
  await until(() => relay.open.size === 1);
  const sent = Array.from({ length: 5_000 }, (_, index) => numbered(index, 1_000));
  for (const bytes of sent) relay.send(bytes);
  await until(() => messages.length === sent.length);
  expect(messages.every((bytes, index) => numberOf(bytes) === index)).toBe(true);
  expect(source.certificateNotAfterMs).toBeUndefined();
});

test('[RLY-28] a host name with addresses of both families is tried with both, over TLS', async () => {
  const relay = await startRelay(serverPair, 'any');
  const tls = {
    caFiles: [authority.caFile],
    certFile: undefined,
    keyFile: undefined,
    serverName: 'ui.hubble-relay.cilium.io',
  };
  const followed = follow(`localhost:${relay.port}`, { tls });
  cleanups.push(() => followed.stop());
  await until(() => relay.open.size === 1 && followed.source.status.state === 'connected');
  expect(followed.source.status.reconnects).toBe(0);
});

test('[RLY-31] flows come over mTLS, and the end of the client certificate is known', async () => {
  const relay = await startRelay(serverPair, 'signed');
  const { source } = startFollowing(relay, clientPair);
  await until(() => relay.open.size === 1 && source.status.state === 'connected');
  const daysLeft = ((source.certificateNotAfterMs ?? 0) - Date.now()) / 86_400_000;
  expect(daysLeft).toBeGreaterThan(1.9);
  expect(daysLeft).toBeLessThan(2.1);
});

const REFUSED: readonly {
  readonly title: string;
  readonly says: RegExp;
  readonly server?: () => KeyPair;
  readonly clients?: 'signed';
  readonly tls?: () => Partial<TlsOptions>;
}[] = [
  {
    title: 'for another name',
    says: /for other names; set --tls-server-name/,
    tls: () => ({ serverName: 'relay.example' }),
  },
  {
    title: 'for another name than the host of the address',
    says: /for other names; set --tls-server-name/,
    tls: () => ({ serverName: undefined }),
  },
  {
    title: 'of an authority that is not trusted',
    says: /not trusted; give it with --tls-ca-cert-files|signed by another CA/,
    tls: () => ({ caFiles: [stranger.caFile] }),
  },
  {
    title: 'that has expired',
    says: /has expired; renew it/,
    server: () => authority.issueExpired('ui.hubble-relay.cilium.io'),
  },
  {
    title: 'that wants one of ours',
    says: /wants a client certificate; set --tls-client-cert-file/,
    clients: 'signed',
  },
  {
    title: 'that does not trust ours',
    says: /not trust our client certificate|refused our client certificate/,
    clients: 'signed',
    tls: () => stranger.issue('orrery'),
  },
];

for (const { title, says, server, clients, tls } of REFUSED) {
  test(`[RLY-32] a server with a certificate ${title} is refused with a clear word, and never spoken to in plaintext`, async () => {
    const relay = await startRelay(server?.() ?? serverPair, clients ?? 'any');
    const { source, statuses } = startFollowing(relay, tls?.() ?? {});
    await until(
      () => source.status.reconnects >= 2,
      () => source.status,
    );
    const error = statuses.find((status) => status.error !== undefined)?.error;
    expect(error?.code).toBe('tls');
    expect(error?.message).toMatch(says);
    expect(error?.message).toContain(relay.address);
    expect(relay.requests).toHaveLength(0);
  });
}

test('[RLY-33] plaintext to a TLS server and TLS to a plaintext server are told apart', async () => {
  const secure = await startRelay(serverPair, 'any');
  const plain = await TestRelay.start();
  cleanups.push(() => plain.kill());
  const toPlain = startFollowing(plain, {});
  const toSecure = follow(secure.address);
  cleanups.push(() => toSecure.stop());
  await until(() => toPlain.source.status.error !== undefined && toSecure.source.status.error !== undefined);
  expect(toPlain.source.status.error).toMatchObject({ code: 'tls' });
  expect(toPlain.source.status.error?.message).toMatch(/does not speak TLS/);
  expect(plain.requests).toHaveLength(0);
  expect(['tls', 'unavailable']).toContain(toSecure.source.status.error?.code);
});

test('[RLY-34] certificates that rotate are used by a new connection, opened before the old one is closed', async () => {
  const relay = await startRelay(serverPair, 'signed');
  const secret = secretDirectory('rotates', clientPair);
  const { source, statuses, messages } = startFollowing(relay, secret, { resumeFromMs: 1_795_000_005_000 });
  await until(() => relay.open.size === 1 && source.status.state === 'connected');
  const oldEnd = source.certificateNotAfterMs;
  const renewed = authority.issue('orrery');
  secret.swap(renewed, renewed);
  await until(() => relay.requests.length === 2);
  await until(() => relay.open.size === 1);
  relay.send(numbered(5));
  await until(() => messages.length === 1);
  expect(statuses.some((status) => status.state === 'waiting')).toBe(false);
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0, error: undefined });
  expect(source.certificateNotAfterMs).toBeGreaterThanOrEqual(oldEnd ?? 0);
  expect(relay.requests[1]?.since).toBeDefined();
});

test('[RLY-35] a key that does not belong to its certificate is refused and told, and the old pair stays', async () => {
  const relay = await startRelay(serverPair, 'signed');
  const secret = secretDirectory('mismatch', clientPair);
  const { source, warnings, messages } = startFollowing(relay, secret);
  await until(() => relay.open.size === 1 && source.status.state === 'connected');
  const renewed = authority.issue('orrery');
  secret.swap(renewed, clientPair);
  await until(() => source.status.error !== undefined);
  expect(source.status.error?.code).toBe('tls');
  expect(source.status.error?.message).toMatch(/tls\.key does not belong to the certificate in .*tls\.crt/);
  expect(source.status.state).toBe('connected');
  expect(warnings.filter((warning) => warning.includes('does not belong'))).toHaveLength(1);
  relay.send(numbered(1));
  await until(() => messages.length === 1);
  relay.endStreams();
  await until(() => relay.requests.length === 2);
  secret.swap(renewed, renewed);
  await until(() => relay.requests.length === 3 && source.status.error === undefined);
  expect(source.status.state).toBe('connected');
});

test('[RLY-36] a new pair that the server refuses leaves the old connection alone', async () => {
  const relay = await startRelay(serverPair, 'signed');
  const secret = secretDirectory('refused', clientPair);
  const { source, messages } = startFollowing(relay, secret);
  await until(() => relay.open.size === 1 && source.status.state === 'connected');
  const foreign = stranger.issue('orrery');
  secret.swap(foreign, foreign);
  await until(() => source.status.error !== undefined);
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0, error: { code: 'tls' } });
  relay.send(numbered(1));
  await until(() => messages.length === 1);
  const renewed = authority.issue('orrery');
  secret.swap(renewed, renewed);
  await until(() => relay.requests.length === 2 && source.status.error === undefined);
  expect(source.status).toMatchObject({ state: 'connected', reconnects: 0 });
});

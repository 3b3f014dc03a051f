import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { credentials, status } from '@grpc/grpc-js';
import { Observer } from '@orrery/proto/observer/observer_pb';
import { afterEach, expect, test, vi } from 'vitest';
import { TestClient } from '../test-client.ts';
import { closeAll, closeLater, setup } from '../test-setup.ts';

afterEach(closeAll);

test('[SIM-63] a client that pings more often than every five minutes is sent away with GOAWAY', async () => {
  const { simulator } = await setup({ pace: 'flat-out' });
  const session = sessionTo(simulator.addresses[0]);
  const goaway = new Promise<{ code: number; text: string }>((resolve) => {
    session.on('goaway', (code, _last, data) => resolve({ code, text: Buffer.from(data).toString() }));
  });
  await once(session, 'connect');
  for (let pings = 0; pings < 4; pings++) session.ping(() => {});
  expect(await goaway).toEqual({ code: 11, text: 'too_many_pings' });
  expect(simulator.goaways).toBe(1);
});

test('[SIM-63] data that is sent between pings takes the strikes back', async () => {
  const { simulator } = await setup({ relay: { sortBufferLength: 1 } });
  const session = sessionTo(simulator.addresses[0]);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/observer.Observer/GetFlows',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let received = 0;
  stream.on('data', (bytes: Buffer) => {
    received += bytes.length;
  });
  stream.end(FOLLOW);
  for (let pings = 0; pings < 8; pings++) {
    const before = received;
    await vi.waitFor(() => expect(received).toBeGreaterThan(before + 2000), { timeout: 10_000, interval: 5 });
    await new Promise((resolve) => session.ping(resolve));
  }
  expect(simulator.goaways).toBe(0);
  expect(session.closed).toBe(false);
});

test('[SIM-63] pings can be allowed', async () => {
  const { simulator } = await setup({ pace: 'flat-out', refusePings: false });
  const session = sessionTo(simulator.addresses[0]);
  for (let pings = 0; pings < 6; pings++) await new Promise((resolve) => session.ping(resolve));
  expect(session.closed).toBe(false);
});

test('[SIM-64] TLS is 1.3 only, and mutual when there is an authority for clients', async () => {
  const { cert, key } = selfSigned();
  const { simulator } = await setup({ tls: { cert, key, clientCa: cert } });
  const address = simulator.addresses[0] ?? '';
  const override = { 'grpc.ssl_target_name_override': 'ui.hubble-relay.cilium.io' };
  const mutual = new TestClient(address, override, credentials.createSsl(cert, key, cert));
  const oneSided = new TestClient(address, override, credentials.createSsl(cert));
  const otherName = new TestClient(address, {}, credentials.createSsl(cert, key, cert));
  for (const client of [mutual, oneSided, otherName]) closeLater(() => client.close());
  const ask = (client: TestClient) => client.unary(Observer.method.serverStatus, {});
  expect((await ask(mutual)).message.numConnectedNodes).toBe(3);
  await expect(ask(oneSided)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  await expect(ask(otherName)).rejects.toMatchObject({ code: status.UNAVAILABLE });
  await expect(handshake(Number(address.split(':')[1]), cert)).rejects.toThrow(/protocol version/);
});

/** `follow: true`, framed as gRPC does. */
const FOLLOW = Buffer.from([0, 0, 0, 0, 2, 0x18, 1]);

function sessionTo(address: string | undefined): ClientHttp2Session {
  const session = connectHttp2(`http://${address}`);
  session.on('error', () => {});
  closeLater(() => session.destroy());
  return session;
}

/** With TLS 1.2 at most. */
function handshake(port: number, ca: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', ca, maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] }, resolve);
    socket.on('error', reject);
  });
}

/** For any single label below hubble-relay.cilium.io; its own authority. */
function selfSigned(): { readonly cert: Buffer; readonly key: Buffer } {
  const directory = mkdtempSync(join(tmpdir(), 'relay-sim-tls-'));
  const [certFile, keyFile] = [join(directory, 'tls.crt'), join(directory, 'tls.key')];
  try {
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const name = ['-subj', '/CN=relay', '-addext', 'subjectAltName=DNS:*.hubble-relay.cilium.io'];
    execFileSync('openssl', [...request, ...name, '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
    return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

import { connect as connectTcp, isIP } from 'node:net';
import type { OnReadOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Certificates } from './certificates.ts';
import { Channel } from './channel.ts';
import { errorFromSocket, RelayError } from './relay-error.ts';

export interface Target {
  /** `host:port` or `[v6]:port`. */
  readonly address: string;
  /** Plaintext when undefined. */
  readonly tls: { readonly certificates: Certificates; readonly serverName: string | undefined } | undefined;
}

/**
 * Opens a channel, from the name lookup to the server's first HTTP/2 frame. Rejects with RelayError. Every read goes into
 * `readBuffer`, and is split before the next read, of whatever socket.
 */
export async function dial(
  target: Target,
  timeoutMs: number,
  readBuffer: Buffer,
  signal: AbortSignal,
): Promise<Channel> {
  const { address, tls } = target;
  const { host, port } = hostAndPort(address);
  let channel: Channel | undefined;
  const onread = {
    buffer: readBuffer,
    callback: (bytes: number) => channel?.receive(readBuffer.subarray(0, bytes)) ?? true,
  };
  const socket =
    tls === undefined ? connectTcp({ host, port, onread }) : connectTls(tlsOptions(host, port, tls, onread));
  socket.setNoDelay(true);
  let gaveUp = false;
  const giveUp = (): void => {
    gaveUp = true;
    socket.destroy(new RelayError('unavailable', `${address}: no connection within ${timeoutMs} ms`));
  };
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal.aborted) giveUp();
    const opened = await new Promise<Channel>((resolve, reject) => {
      // Also keeps an error that comes late from ending the process.
      socket.on('error', reject);
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        // Made before anything can be read.
        channel = new Channel(socket, tls === undefined ? 'http' : 'https', tls?.serverName ?? address, address);
        resolve(channel);
      });
    });
    if ('alpnProtocol' in socket && socket.alpnProtocol !== 'h2') {
      throw new RelayError('protocol', `${address}: the server does not offer HTTP/2 over TLS`);
    }
    await opened.settled();
    return opened;
  } catch (reason) {
    const fault = errorFromSocket(reason, address);
    const isCutAfterHandshake = tls !== undefined && channel !== undefined && !gaveUp;
    const error = isCutAfterHandshake && fault.code === 'unavailable' ? cutAfterHandshake(target, fault) : fault;
    channel?.close(error);
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

function tlsOptions(
  host: string,
  port: number,
  tls: NonNullable<Target['tls']>,
  onread: OnReadOpts,
): ConnectionOptions & { readonly onread: OnReadOpts } {
  const { ca, cert, key } = tls.certificates;
  const name = tls.serverName ?? host;
  return {
    host,
    port,
    onread,
    // SNI cannot carry an address; the certificate is then checked against the host as it is.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    minVersion: 'TLSv1.3',
    ALPNProtocols: ['h2'],
  };
}

/** With TLS 1.3 the client is done before the server looks at its certificate; some servers then just hang up. */
function cutAfterHandshake(target: Target, fault: RelayError): RelayError {
  const hint =
    target.tls?.certificates.cert === undefined
      ? 'it may want a client certificate; set --tls-client-cert-file'
      : 'it may not trust our client certificate; check --tls-client-cert-file';
  return new RelayError('tls', `${target.address}: the server hung up right after the TLS handshake: ${hint}`, fault);
}

function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address);
  const port = Number(parts?.[3] ?? 0);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined || port < 1 || port > 65_535) {
    throw new RelayError('configuration', `${address}: a relay address is host:port`);
  }
  return { host, port };
}

import { readFile } from 'node:fs/promises';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { RelayError } from './relay-error.ts';

/** Files in PEM form. A client certificate needs its key. */
export interface TlsOptions {
  /** Empty: the trust store of Node. */
  readonly caFiles: readonly string[];
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  /** Name that the server's certificate must carry, when it is not the host of the address. */
  readonly serverName: string | undefined;
}

/** What the files held when they were last found good. A value. */
export interface Certificates {
  readonly ca: readonly string[] | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** End of the client certificate. */
  readonly notAfterMs: number | undefined;
}

/**
 * The newest good content of the certificate files. Files are read as a set: a set that cannot be used
 * (unreadable, not PEM, key of another certificate, expired) changes nothing and is told as `problem`.
 */
export class CertificateFiles {
  readonly #options: TlsOptions;
  readonly #now: () => number;
  #current: Certificates | undefined;
  #problem: RelayError | undefined;

  constructor(options: TlsOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** Keeps its identity until the content changes. */
  get current(): Certificates | undefined {
    return this.#current;
  }

  get problem(): RelayError | undefined {
    return this.#problem;
  }

  /** Reads the files again. Never rejects. */
  async refresh(): Promise<void> {
    try {
      const read = await readCertificates(this.#options, this.#now());
      this.#problem = undefined;
      if (this.#current === undefined || !isSame(this.#current, read)) this.#current = read;
    } catch (reason) {
      this.#problem = reason instanceof RelayError ? reason : new RelayError('tls', String(reason), reason);
    }
  }
}

async function readCertificates(options: TlsOptions, nowMs: number): Promise<Certificates> {
  const { caFiles, certFile, keyFile } = options;
  const ca = await Promise.all(caFiles.map((file) => readPem(file)));
  ca.forEach((pem, index) => parseCertificate(pem, caFiles[index] ?? ''));
  const authorities = ca.length === 0 ? undefined : ca;
  if (certFile === undefined && keyFile === undefined) {
    return { ca: authorities, cert: undefined, key: undefined, notAfterMs: undefined };
  }
  if (certFile === undefined || keyFile === undefined) {
    throw new RelayError('tls', 'a client certificate needs both its certificate file and its key file');
  }
  const [cert, key] = await Promise.all([readPem(certFile), readPem(keyFile)]);
  const parsed = parseCertificate(cert, certFile);
  if (!parsed.checkPrivateKey(parseKey(key, keyFile))) {
    throw new RelayError('tls', `the key in ${keyFile} does not belong to the certificate in ${certFile}`);
  }
  const notAfterMs = Date.parse(parsed.validTo);
  if (notAfterMs <= nowMs) {
    throw new RelayError('tls', `the client certificate in ${certFile} expired on ${parsed.validTo}; renew it`);
  }
  return { ca: authorities, cert, key, notAfterMs };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (reason) {
    throw new RelayError('tls', `cannot read ${file}: ${messageOf(reason)}`, reason);
  }
}

/** The first certificate of a file. */
function parseCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (reason) {
    throw new RelayError('tls', `${file} holds no certificate in PEM form: ${messageOf(reason)}`, reason);
  }
}

function parseKey(pem: string, file: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem);
  } catch (reason) {
    // OpenSSL's own text never repeats key material.
    throw new RelayError('tls', `${file} holds no private key that can be read: ${messageOf(reason)}`, reason);
  }
}

function isSame(a: Certificates, b: Certificates): boolean {
  return a.cert === b.cert && a.key === b.key && a.ca?.join() === b.ca?.join();
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

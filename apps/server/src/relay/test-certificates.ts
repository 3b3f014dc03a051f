import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeyPair {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority in a directory of its own, made with the openssl command. */
export class TestAuthority {
  readonly directory = mkdtempSync(join(tmpdir(), 'orrery-tls-'));
  readonly caFile: string;
  readonly #keyFile: string;
  #issued = 0;

  constructor() {
    this.caFile = join(this.directory, 'ca.crt');
    this.#keyFile = join(this.directory, 'ca.key');
    openssl([
      ...NEW_CERTIFICATE,
      '-days',
      '2',
      '-subj',
      '/CN=test authority',
      '-keyout',
      this.#keyFile,
      '-out',
      this.caFile,
    ]);
  }

  /** Signs a certificate for a DNS name, for servers and for clients. */
  issue(name: string): KeyPair {
    const pair = this.#nextPair();
    const signing = ['-CA', this.caFile, '-CAkey', this.#keyFile, '-addext', `subjectAltName=DNS:${name}`];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
    openssl([...NEW_CERTIFICATE, '-days', '2', ...signing, ...subject, '-keyout', pair.keyFile, '-out', pair.certFile]);
    return pair;
  }

  /** One that ended years ago. */
  issueExpired(name: string): KeyPair {
    const pair = this.#nextPair();
    const request = join(this.directory, 'request.pem');
    const config = join(this.directory, 'ca.conf');
    const database = join(this.directory, 'database');
    writeFileSync(database, '');
    writeFileSync(
      config,
      [
        '[ca]',
        'default_ca = it',
        '[it]',
        `database = ${database}`,
        `new_certs_dir = ${this.directory}`,
        'rand_serial = yes',
        'default_md = sha256',
        'policy = any',
        '[any]',
        'commonName = supplied',
        '[leaf]',
        `subjectAltName = DNS:${name}`,
      ].join('\n'),
    );
    openssl(['req', ...NEW_KEY, '-subj', `/CN=${name}`, '-keyout', pair.keyFile, '-out', request]);
    const signing = ['-cert', this.caFile, '-keyfile', this.#keyFile, '-extensions', 'leaf', '-notext'];
    const dates = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'];
    openssl(['ca', '-batch', '-config', config, ...signing, ...dates, '-in', request, '-out', pair.certFile]);
    return pair;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #nextPair(): KeyPair {
    this.#issued += 1;
    const base = join(this.directory, `pair-${this.#issued}`);
    return { certFile: `${base}.crt`, keyFile: `${base}.key` };
  }
}

export function pemOf(pair: KeyPair): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(pair.certFile), key: readFileSync(pair.keyFile) };
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const NEW_CERTIFICATE = ['req', '-x509', ...NEW_KEY];

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

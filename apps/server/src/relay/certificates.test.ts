import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CertificateFiles } from './certificates.ts';
import type { TlsOptions } from './certificates.ts';
import { TestAuthority } from './test-certificates.ts';

const authority = new TestAuthority();
const pair = authority.issue('orrery');
afterAll(() => authority.remove());

async function refreshed(options: Partial<TlsOptions>, nowMs = Date.now()): Promise<CertificateFiles> {
  const files = new CertificateFiles(
    { caFiles: [], certFile: undefined, keyFile: undefined, serverName: undefined, ...options },
    () => nowMs,
  );
  await files.refresh();
  return files;
}

test('[RLY-37] a set of files is one value until its content changes', async () => {
  const copy = { certFile: join(authority.directory, 'copy.crt'), keyFile: join(authority.directory, 'copy.key') };
  copyFileSync(pair.certFile, copy.certFile);
  copyFileSync(pair.keyFile, copy.keyFile);
  const files = await refreshed({ caFiles: [authority.caFile], ...copy });
  const first = files.current;
  expect(first).toBeDefined();
  copyFileSync(pair.certFile, copy.certFile);
  await files.refresh();
  expect(files.current).toBe(first);
  rmSync(copy.keyFile);
  await files.refresh();
  expect(files.current).toBe(first);
  expect(files.problem?.message).toMatch(/cannot read .*copy\.key: ENOENT/);
  const renewed = authority.issue('orrery');
  copyFileSync(renewed.certFile, copy.certFile);
  copyFileSync(renewed.keyFile, copy.keyFile);
  await files.refresh();
  expect(files.current).not.toBe(first);
  expect(files.problem).toBeUndefined();
});

test('[RLY-35] files that cannot be used are refused, each with its name and its fault', async () => {
  const garbage = join(authority.directory, 'garbage.pem');
  writeFileSync(garbage, 'not a certificate');
  const cases: readonly (readonly [Partial<TlsOptions>, RegExp])[] = [
    [{ caFiles: [garbage] }, /garbage\.pem holds no certificate in PEM form/],
    [{ caFiles: [join(authority.directory, 'none.crt')] }, /cannot read .*none\.crt/],
    [{ certFile: pair.certFile }, /needs both its certificate file and its key file/],
    [{ certFile: garbage, keyFile: pair.keyFile }, /garbage\.pem holds no certificate/],
    [{ certFile: pair.certFile, keyFile: garbage }, /garbage\.pem holds no private key/],
    [{ ...authority.issue('orrery'), keyFile: pair.keyFile }, /does not belong to the certificate/],
    [authority.issueExpired('orrery'), /expired on .*2020/],
  ];
  for (const [options, says] of cases) {
    const files = await refreshed(options);
    expect(files.current).toBeUndefined();
    expect(files.problem?.code).toBe('tls');
    expect(files.problem?.message).toMatch(says);
  }
});

import { describe, expect, test } from 'vitest';

import { readConfig, type Config } from './config.ts';
import { FLAGS, helpText } from './config-flags.ts';

test('[CFG-1] nothing given means loopback, the simulated relay and the settled defaults', () => {
  expect(configOf([])).toEqual({
    relays: [],
    tls: { caCertFiles: [], clientCertFile: undefined, clientKeyFile: undefined, serverName: undefined },
    listen: { host: '127.0.0.1', port: 8080 },
    allowedHosts: [],
    insecureNoAuth: false,
    basePath: '/',
    store: { kind: 'chdb', directory: './data', orMemory: true },
    keep: { raw: 7, fine: 3, minutes: 90, hours: 403 },
    policiesDir: undefined,
    tickHz: 4,
    keptFlowsBytes: 128 * 1024 * 1024,
    maxEdges: 100_000,
    logLevel: 'info',
  });
});

describe('[CFG-2] a flag wins over our variable, that over the one of hubble-ui, that over the default', () => {
  const env = { ORRERY_RELAY: 'ours:1', FLOWS_API_ADDR: 'theirs:2', EVENTS_SERVER_PORT: '8090' };
  test.each([
    [['--relay', 'flag:3'], env, 'flag:3'],
    [['--relay=flag:3'], env, 'flag:3'],
    [[], env, 'ours:1'],
    [[], { ...env, ORRERY_RELAY: '' }, 'theirs:2'],
    [[], {}, undefined],
  ])('%j', (argv, variables, name) => {
    expect(configOf(argv, variables).relays[0]?.name).toBe(name);
  });
});

test('[HIST-28] how long history is kept is given in days, weeks or months, and what is coarser is kept for as long or longer', () => {
  const { keep } = configOf(['--keep-raw', '2w', '--keep-fine=1d', '--keep-minutes', '2mo'], {
    ORRERY_KEEP_HOURS: '400d',
  });
  expect(keep).toEqual({ raw: 14, fine: 1, minutes: 62, hours: 400 });
  const wrong = readConfig(['--keep-raw', '7', '--keep-hours', '11w', '--keep-fine', '0d'], {});
  expect(wrong.ok ? [] : wrong.problems).toEqual([
    '--keep-raw: "7" is not a time from 1d to 3650d; use days, weeks or months, as in 7d, 2w, 3mo',
    '--keep-fine: "0d" is not a time from 1d to 3650d; use days, weeks or months, as in 7d, 2w, 3mo',
    '--keep-minutes is longer than --keep-hours',
  ]);
});

test('[CFG-3] relays may be repeated or separated by commas, each with or without TLS', () => {
  const relays = configOf(['--relay', 'a:1', '--relay', 'tls://b.example:443', '--relay', 'tls://[::1]:4245']).relays;
  expect(relays).toEqual([
    { name: 'a:1', host: 'a', port: 1, tls: false },
    { name: 'b.example:443', host: 'b.example', port: 443, tls: true },
    { name: '[::1]:4245', host: '::1', port: 4245, tls: true },
  ]);
  expect(configOf([], { ORRERY_RELAY: 'a:1, tls://b:2' }).relays.map((relay) => relay.tls)).toEqual([false, true]);
});

test('[CFG-4] the variables of a hubble-ui deployment are enough', () => {
  const config = configOf([], {
    FLOWS_API_ADDR: 'hubble-relay:443',
    TLS_TO_RELAY_ENABLED: 'true',
    TLS_RELAY_SERVER_NAME: 'ui.hubble-relay.cilium.io',
    TLS_RELAY_CA_CERT_FILES: '/certs/ca.crt,/certs/more.crt',
    TLS_RELAY_CLIENT_CERT_FILE: '/certs/client.crt',
    TLS_RELAY_CLIENT_KEY_FILE: '/certs/client.key',
    EVENTS_SERVER_PORT: '8090',
  });
  expect(config.relays).toEqual([{ name: 'hubble-relay:443', host: 'hubble-relay', port: 443, tls: true }]);
  expect(config.tls).toEqual({
    caCertFiles: ['/certs/ca.crt', '/certs/more.crt'],
    clientCertFile: '/certs/client.crt',
    clientKeyFile: '/certs/client.key',
    serverName: 'ui.hubble-relay.cilium.io',
  });
  expect(config.listen).toEqual({ host: '127.0.0.1', port: 8090 });
  expect(configOf([], { ORRERY_LISTEN: '127.0.0.1:1', EVENTS_SERVER_PORT: '8090' }).listen.port).toBe(1);
});

test('[CFG-4] variables that Kubernetes sets for a Service named orrery do no harm', () => {
  expect(configOf([], { ORRERY_PORT: 'tcp://10.0.0.1:80', ORRERY_SERVICE_HOST: '10.0.0.1' }).listen.port).toBe(8080);
});

test('[CFG-5] every problem is told at once, each with the place and what to do', () => {
  const result = readConfig(
    [
      '--relay2=x:1',
      '--relay=nonsense',
      '--listen=0.0.0.0:8080',
      '--tick-hz=900',
      '--tls-client-cert-file=/c',
      'stray',
      '--log-level',
    ],
    {
      ORRERY_STORE: 'mongodb://x',
      ORRERY_BASE_PATH: '/a b',
      ORRERY_MAX_EDGES: 'many',
      ORRERY_ALLOWED_HOST: 'http://x',
    },
  );
  expect(result).toEqual({
    ok: false,
    problems: [
      '--relay2 is not a flag; did you mean --relay? See --help',
      'stray is not understood: every setting is written --name value, see --help',
      '--log-level needs a value: --log-level debug|info|warn|error',
      '--relay: "nonsense" is not an address; use HOST:PORT, or [IPV6]:PORT',
      '--tls-client-cert-file is given, but no relay is read over TLS; write --relay tls://HOST:PORT',
      '--tls-client-cert-file is given without its key; add --tls-client-key-file',
      expect.stringContaining('ORRERY_ALLOWED_HOST: "http://x" is not a host'),
      expect.stringContaining('ORRERY_BASE_PATH: "/a b" is not a path'),
      expect.stringContaining('ORRERY_STORE: "mongodb://x" is not a store'),
      '--tick-hz: "900" is not a whole number from 1 to 20',
      'ORRERY_MAX_EDGES: "many" is not a whole number from 100 to 1000000',
      expect.stringMatching(/^--listen: 0\.0\.0\.0 can be reached .* --insecure-no-auth$/),
    ],
  });
});

describe('[CFG-6] an address that others can reach needs --insecure-no-auth', () => {
  test.each(['0.0.0.0:1', '[::]:1', '10.1.2.3:1', 'orrery.example:1', ':8080'])('%s', (listen) => {
    expect(readConfig(['--listen', listen], {}).ok).toBe(false);
    expect(configOf(['--listen', listen, '--insecure-no-auth']).insecureNoAuth).toBe(true);
    expect(configOf(['--listen', listen], { ORRERY_INSECURE_NO_AUTH: 'true' }).insecureNoAuth).toBe(true);
    expect(readConfig(['--listen', listen], { ORRERY_INSECURE_NO_AUTH: 'false' }).ok).toBe(false);
  });
  test.each(['127.0.0.1:0', '127.9.9.9:1', 'localhost:1', '[::1]:1'])('%s does not', (listen) => {
    expect(readConfig(['--listen', listen], {}).ok).toBe(true);
  });
});

describe('[CFG-7] a base path begins and ends with a slash, however it was written', () => {
  test.each([
    ['hubble', '/hubble/'],
    ['/a/b', '/a/b/'],
    ['//a//', '/a/'],
    ['/', '/'],
  ])('%s', (text, path) => {
    expect(configOf(['--base-path', text]).basePath).toBe(path);
  });
  test.each(['/a/../b', '/a%2f', '/a?b', '//evil.com/..', '/.a', 'a\\b'])('%s is refused', (text) => {
    expect(readConfig(['--base-path', text], {}).ok).toBe(false);
  });
});

describe('[CFG-8] a store is memory, a folder or a ClickHouse', () => {
  test.each([
    ['memory', { kind: 'memory' }],
    ['chdb:/var/lib/orrery', { kind: 'chdb', directory: '/var/lib/orrery', orMemory: false }],
    ['https://ch.example:8443/orrery', { kind: 'clickhouse', url: 'https://ch.example:8443/orrery' }],
  ])('%s', (text, store) => {
    expect(configOf(['--store', text]).store).toEqual(store);
  });
  test.each(['chdb:', 'http://', 'sqlite:x', 'ftp://x', 'http://ch:8123/?user=me'])('%s is refused', (text) => {
    expect(readConfig(['--store', text], {}).ok).toBe(false);
  });
  test.each(['http://user:hunter2@ch:8123', 'htp://user:hunter2@ch:8123'])('%s is refused and not repeated', (text) => {
    const result = readConfig(['--store', text], {});
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

test('[CFG-9] help and version are given whatever else is wrong, and help names every flag', () => {
  expect(readConfig(['--help', '--nonsense'], {})).toEqual({ ok: true, action: 'help' });
  expect(readConfig(['--version'], { ORRERY_STORE: '?' })).toEqual({ ok: true, action: 'version' });
  expect(readConfig(['--print-config'], {})).toMatchObject({ ok: true, action: 'print-config' });
  for (const flag of FLAGS) expect(helpText()).toContain(`--${flag.name}`);
});

test('[PROOF-47] a recording is shown by itself, not beside a relay', () => {
  expect(configOf(['--open', 'flows.jsonl'])).toMatchObject({ open: 'flows.jsonl', relays: [] });
  const read = readConfig(['--open', 'flows.jsonl', '--relay', 'a:1'], {});
  expect(read.ok ? [] : read.problems).toEqual([
    '--open: a recording is shown by itself; leave out --relay, or start a second server',
  ]);
});

test('[CFG-10] a flag that takes one value is refused when it is given twice', () => {
  expect(readConfig(['--listen', '127.0.0.1:1', '--listen', '127.0.0.1:2'], {})).toEqual({
    ok: false,
    problems: ['--listen is given more than once; give it once'],
  });
  expect(readConfig(['--relay', 'a:1', '--relay', 'a:1'], {}).ok).toBe(false);
});

function configOf(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Config {
  const result = readConfig(argv, env);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  if (result.action !== 'serve') throw new Error(result.action);
  return result.config;
}

describe('[HIST-57] a ClickHouse is given a cluster, a user, a file with the password and a folder to wait in', () => {
  const url = 'http://ch:8123/';
  test('by flags and by environment', () => {
    const flags = ['--store', url, '--store-cluster', '{cluster}', '--store-user', 'orrery', '--store-spool', '/spool'];
    expect(configOf(flags, { ORRERY_STORE_PASSWORD_FILE: '/run/secrets/ch' }).store).toEqual({
      kind: 'clickhouse',
      url,
      cluster: '{cluster}',
      user: 'orrery',
      passwordFile: '/run/secrets/ch',
      spool: '/spool',
    });
  });
  test.each([
    [['--store', url, '--store-password-file', '/x'], 'without its user'],
    [['--store', url, '--store-cluster', "a' b"], 'is not the name of a cluster'],
    [['--store', 'memory', '--store-user', 'me'], 'the store is no ClickHouse server'],
  ])('%j is refused', (flags, why) => {
    const result = readConfig(flags, {});
    expect(JSON.stringify(result.ok ? [] : result.problems)).toContain(why);
  });
});

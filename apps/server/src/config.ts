import { LOG_LEVELS, type LogLevel } from './base/log.ts';
import { FLAGS } from './config-flags.ts';
import { booleanOf, readSettings, type Environment, type Setting } from './flags.ts';
import {
  isLoopback,
  parseAllowedHost,
  parseBasePath,
  parseClusterName,
  parseHostPort,
  parseKept,
  parseStore,
  type HostPort,
  type KeptDays,
  type StoreChoice,
} from './config-values.ts';

export type { StoreChoice } from './config-values.ts';

/** Everything that the operator decides. Checked; nothing in it has to be checked again. */
export interface Config {
  /** Empty: show the simulated relay. */
  readonly relays: readonly RelayTarget[];
  readonly tls: RelayTls;
  readonly listen: HostPort;
  readonly allowedHosts: readonly string[];
  readonly insecureNoAuth: boolean;
  /** Begins and ends with `/`. */
  readonly basePath: string;
  readonly store: StoreChoice;
  readonly keep: KeptDays;
  readonly policiesDir: string | undefined;
  /** A recording that is shown instead of a relay. */
  readonly open: string | undefined;
  readonly tickHz: number;
  readonly keptFlowsBytes: number;
  readonly maxEdges: number;
  readonly logLevel: LogLevel;
}

export interface RelayTarget extends HostPort {
  /** As people call it: `host:port`. */
  readonly name: string;
  readonly tls: boolean;
}

/** Paths only; the files are read, and read again, by whoever connects. */
export interface RelayTls {
  readonly caCertFiles: readonly string[];
  readonly clientCertFile: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly serverName: string | undefined;
}

export type ConfigResult =
  | { readonly ok: true; readonly action: 'serve' | 'print-config'; readonly config: Config }
  | { readonly ok: true; readonly action: 'help' | 'version' }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Flags win over ORRERY_ variables, those over hubble-ui's, those over defaults. Tells every problem at once. */
export function readConfig(argv: readonly string[], env: Environment): ConfigResult {
  const { found, problems: wrongWords } = readSettings(FLAGS, argv, env);
  const problems = [...wrongWords];
  const read = new Reading(found, env, problems);
  if (read.isOn('help')) return { ok: true, action: 'help' };
  if (read.isOn('version')) return { ok: true, action: 'version' };

  const printOnly = read.isOn('print-config');
  const relays = read.relays();
  const config: Config = {
    relays,
    tls: read.tls(relays),
    listen: read.listen(),
    allowedHosts: read.allowedHosts(),
    insecureNoAuth: read.isOn('insecure-no-auth'),
    basePath: read.parsed('base-path', parseBasePath, '/'),
    store: read.store(),
    keep: read.keep(),
    policiesDir: read.text('policies'),
    open: read.text('open'),
    tickHz: read.whole('tick-hz', 1, 20),
    keptFlowsBytes: read.whole('kept-flows-mb', 1, 16_384) * 1024 * 1024,
    maxEdges: read.whole('max-edges', 100, 1_000_000),
    logLevel: read.logLevel(),
  };
  if (!config.insecureNoAuth && config.listen.host !== '' && !isLoopback(config.listen.host)) {
    problems.push(
      `${read.where('listen')}: ${config.listen.host} can be reached from other machines and nobody has to log in; ` +
        'listen on 127.0.0.1, or accept that with --insecure-no-auth',
    );
  }
  if (config.open !== undefined && config.relays.length > 0) {
    problems.push(
      `${read.where('open')}: a recording is shown by itself; leave out ${read.where('relay')}, or start a second server`,
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, action: printOnly ? 'print-config' : 'serve', config };
}

/** What `--print-config` shows. There is nothing secret in a Config: secrets are in files that it only names. */
export function formatConfig(config: Config): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Parses settings one by one. A wrong one adds a problem and gives a value that nobody will use. */
class Reading {
  readonly #found: ReadonlyMap<string, Setting>;
  readonly #env: Environment;
  readonly #problems: string[];

  constructor(found: ReadonlyMap<string, Setting>, env: Environment, problems: string[]) {
    this.#found = found;
    this.#env = env;
    this.#problems = problems;
  }

  where(name: string): string {
    return this.#found.get(name)?.where ?? `--${name}`;
  }

  text(name: string): string | undefined {
    return this.#found.get(name)?.values[0];
  }

  isOn(name: string): boolean {
    const text = this.text(name);
    if (text === undefined) return false;
    const value = booleanOf(text);
    if (value === undefined) this.#problems.push(`${this.where(name)}: ${quote(text)} is neither true nor false`);
    return value ?? false;
  }

  parsed<T>(name: string, parse: (text: string) => T | Error, otherwise: T): T {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const value = parse(text);
    if (!(value instanceof Error)) return value;
    this.#problems.push(`${this.where(name)}: ${value.message}`);
    return otherwise;
  }

  whole(name: string, least: number, most: number): number {
    return this.parsed(
      name,
      (text) => {
        const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
        if (value >= least && value <= most) return value;
        return new Error(`${quote(text)} is not a whole number from ${least} to ${most}`);
      },
      least,
    );
  }

  logLevel(): LogLevel {
    return this.parsed<LogLevel>(
      'log-level',
      (text) =>
        LOG_LEVELS.find((level) => level === text.toLowerCase()) ??
        new Error(`${quote(text)} is not a level; use ${LOG_LEVELS.join(', ')}`),
      'info',
    );
  }

  listen(): HostPort {
    const port = this.#env['EVENTS_SERVER_PORT']?.trim() ?? '';
    if (this.#found.has('listen') || port === '') {
      return this.parsed('listen', parseHostPort, { host: '127.0.0.1', port: 8080 });
    }
    const listen = parseHostPort(`127.0.0.1:${port}`);
    if (!(listen instanceof Error)) return listen;
    this.#problems.push(`EVENTS_SERVER_PORT: ${quote(port)} is not a port; use a number from 0 to 65535`);
    return { host: '', port: 0 };
  }

  allowedHosts(): string[] {
    const setting = this.#found.get('allowed-host');
    const hosts: string[] = [];
    for (const text of setting?.values ?? []) {
      const host = parseAllowedHost(text);
      if (host instanceof Error) this.#problems.push(`${this.where('allowed-host')}: ${host.message}`);
      else hosts.push(host);
    }
    return hosts;
  }

  relays(): RelayTarget[] {
    const setting = this.#found.get('relay');
    if (setting === undefined) return [];
    const asHubbleUi = setting.from === 'hubble-ui';
    const tlsByDefault = asHubbleUi && this.#hubbleUiTls();
    const relays = new Map<string, RelayTarget>();
    for (const text of setting.values) {
      const tls = text.startsWith('tls://');
      const address = parseHostPort(tls ? text.slice('tls://'.length) : text);
      if (address instanceof Error) {
        this.#problems.push(`${setting.where}: ${address.message}`);
      } else if (address.port === 0) {
        this.#problems.push(`${setting.where}: ${quote(text)} has port 0, which nobody listens on`);
      } else {
        const name = formatHostPort(address);
        if (relays.has(name)) this.#problems.push(`${setting.where}: ${name} is given more than once; give it once`);
        relays.set(name, { name, ...address, tls: tls || tlsByDefault });
      }
    }
    return [...relays.values()];
  }

  store(): StoreChoice {
    const store = this.parsed<StoreChoice>('store', parseStore, { kind: 'memory' });
    const given = ['store-cluster', 'store-user', 'store-password-file', 'store-spool'].filter((name) =>
      this.#found.has(name),
    );
    if (store.kind !== 'clickhouse') {
      for (const name of given) {
        this.#problems.push(
          `${this.where(name)} is given, but the store is no ClickHouse server; write --store http(s)://HOST:PORT`,
        );
      }
      return store.kind === 'chdb' ? { ...store, orMemory: this.#found.get('store')?.from === 'default' } : store;
    }
    if (this.#found.has('store-password-file') && !this.#found.has('store-user')) {
      this.#problems.push(`${this.where('store-password-file')} is given without its user; add --store-user`);
    }
    const cluster = this.parsed<string | undefined>('store-cluster', parseClusterName, undefined);
    const [user, passwordFile] = [this.text('store-user'), this.text('store-password-file')];
    return { ...store, cluster, user, passwordFile, spool: this.text('store-spool') };
  }

  /** What is coarser is kept for as long or longer: it answers for what is not kept in detail any more. */
  keep(): KeptDays {
    const days = (name: string): number => this.parsed(name, parseKept, 1);
    const keep = {
      raw: days('keep-raw'),
      fine: days('keep-fine'),
      minutes: days('keep-minutes'),
      hours: days('keep-hours'),
    };
    if (keep.fine > keep.minutes) this.#problems.push(`${this.where('keep-fine')} is longer than --keep-minutes`);
    if (keep.minutes > keep.hours) this.#problems.push(`${this.where('keep-minutes')} is longer than --keep-hours`);
    return keep;
  }

  tls(relays: readonly RelayTarget[]): RelayTls {
    const usesTls = relays.some((relay) => relay.tls);
    const names = ['tls-ca-cert-files', 'tls-client-cert-file', 'tls-client-key-file', 'tls-server-name'];
    const given = names.filter((name) => this.#found.has(name));
    for (const name of usesTls ? [] : given) {
      if (this.#found.get(name)!.from === 'hubble-ui') continue;
      this.#problems.push(`${this.where(name)} is given, but no relay is read over TLS; write --relay tls://HOST:PORT`);
    }
    const clientCertFile = this.text('tls-client-cert-file');
    const clientKeyFile = this.text('tls-client-key-file');
    if (clientCertFile !== undefined && clientKeyFile === undefined) {
      this.#problems.push(`${this.where('tls-client-cert-file')} is given without its key; add --tls-client-key-file`);
    }
    if (clientCertFile === undefined && clientKeyFile !== undefined) {
      this.#problems.push(
        `${this.where('tls-client-key-file')} is given without its certificate; add --tls-client-cert-file`,
      );
    }
    return {
      caCertFiles: (this.#found.get('tls-ca-cert-files')?.values ?? []).flatMap((value) => value.split(',')),
      clientCertFile,
      clientKeyFile,
      serverName: this.text('tls-server-name'),
    };
  }

  #hubbleUiTls(): boolean {
    const text = this.#env['TLS_TO_RELAY_ENABLED']?.trim() ?? '';
    if (text === '') return false;
    const value = booleanOf(text);
    if (value === undefined) this.#problems.push(`TLS_TO_RELAY_ENABLED: ${quote(text)} is neither true nor false`);
    return value ?? false;
  }
}

function formatHostPort(address: HostPort): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

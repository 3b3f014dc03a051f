import { nearest } from '@orrery/query/nearest';

/** One switch of the program: how it is written as a flag, as our environment variable, and as hubble-ui's. */
export interface FlagSpec {
  /** Without the dashes. */
  readonly name: string;
  /** `text` takes a value, `list` takes values and may be repeated, `switch` stands alone. */
  readonly value: 'text' | 'list' | 'switch';
  readonly env?: string;
  readonly hubbleUiEnv?: string;
  /** What `--help` shows for the value. */
  readonly placeholder?: string;
  readonly fallback?: string;
  readonly help: string;
}

/** What was said about one flag, and where it was said, for messages about it. */
export interface Setting {
  readonly values: readonly string[];
  /** `--listen`, `ORRERY_LISTEN`, ... */
  readonly where: string;
  readonly from: 'flag' | 'env' | 'hubble-ui' | 'default';
}

export interface Settings {
  /** By flag name. A flag without a word about it and without a default is absent. */
  readonly found: ReadonlyMap<string, Setting>;
  readonly problems: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads flags, then our environment, then hubble-ui's, then defaults; the first that speaks about a flag wins whole.
 * Unknown environment variables are left alone: Kubernetes sets `ORRERY_PORT` and the like for a Service named orrery.
 */
export function readSettings(specs: readonly FlagSpec[], argv: readonly string[], env: Environment): Settings {
  const problems: string[] = [];
  const given = readFlags(specs, argv, problems);
  const found = new Map<string, Setting>();
  for (const spec of specs) {
    const flag = given.get(spec.name);
    if (flag !== undefined) {
      found.set(spec.name, { values: flag, where: `--${spec.name}`, from: 'flag' });
      continue;
    }
    const setting =
      fromEnvironment(spec, spec.env, 'env', env) ?? fromEnvironment(spec, spec.hubbleUiEnv, 'hubble-ui', env);
    if (setting !== undefined) found.set(spec.name, setting);
    else if (spec.fallback !== undefined) {
      found.set(spec.name, { values: [spec.fallback], where: `--${spec.name}`, from: 'default' });
    }
  }
  return { found, problems };
}

/** The value of a switch: `true`, `false`, or undefined when it is neither. */
export function booleanOf(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
    case '1':
    case 'yes':
      return true;
    case 'false':
    case '0':
    case 'no':
      return false;
    default:
      return undefined;
  }
}

function readFlags(specs: readonly FlagSpec[], argv: readonly string[], problems: string[]): Map<string, string[]> {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const given = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i];
    if (!word.startsWith('--') || word === '--') {
      problems.push(`${shown(word)} is not understood: every setting is written --name value, see --help`);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const spec = byName.get(name);
    if (spec === undefined) {
      const [meant] = nearest(name, [...byName.keys()]);
      problems.push(
        `--${shown(name)} is not a flag${meant === undefined ? '' : `; did you mean --${meant}?`} See --help`,
      );
      if (equals < 0 && isValue(argv[i + 1])) i += 1;
      continue;
    }
    let value: string | undefined = equals < 0 ? undefined : word.slice(equals + 1);
    if (spec.value === 'switch') value ??= 'true';
    else if (value === undefined && isValue(argv[i + 1])) {
      i += 1;
      value = argv[i];
    }
    if (value === undefined || value === '') {
      problems.push(`--${name} needs a value: --${name} ${spec.placeholder ?? 'VALUE'}`);
      continue;
    }
    const earlier = given.get(name);
    if (earlier === undefined) given.set(name, [value]);
    else if (spec.value === 'list') earlier.push(value);
    else problems.push(`--${name} is given more than once; give it once`);
  }
  return given;
}

function isValue(word: string | undefined): word is string {
  return word !== undefined && !word.startsWith('--');
}

/** A variable that is set to nothing counts as not set, as Helm charts write it. */
function fromEnvironment(
  spec: FlagSpec,
  name: string | undefined,
  from: 'env' | 'hubble-ui',
  env: Environment,
): Setting | undefined {
  const text = name === undefined ? undefined : env[name]?.trim();
  if (name === undefined || text === undefined || text === '') return undefined;
  const values = spec.value === 'list' ? text.split(',').map((item) => item.trim()) : [text];
  return { values: values.filter((value) => value !== ''), where: name, from };
}

/** Bounded, and without what could move a terminal's cursor. */
function shown(word: string): string {
  return JSON.stringify(word.slice(0, 80)).slice(1, -1);
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT, pathsBelow } from './architecture/house-files.ts';

interface Service {
  readonly profiles?: readonly string[];
  readonly image?: string;
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly volumes?: readonly string[];
  readonly network_mode?: string;
}

const { services: all } = parse(textOf('docker-compose.yml')) as { services: Readonly<Record<string, Service>> };
/** Those that are ours, and those of others, which only start when they are asked for. */
const services = Object.fromEntries(Object.entries(all).filter(([, { build }]) => build !== undefined));
const others = Object.fromEntries(Object.entries(all).filter(([name]) => !(name in services)));
const dockerfile = textOf('deploy/Dockerfile');
const stages = dockerfile.split(/^(?=FROM )/m).filter((part) => part.startsWith('FROM '));
const lastStage = stages.at(-1) ?? '';

test('[HOUSE-6] the compose file has the simulated relay and the server, both from the one Dockerfile', () => {
  expect(Object.keys(services).toSorted()).toEqual(['relay-sim', 'server']);
  for (const { build } of Object.values(services)) {
    expect(exists(build.context), build.context).toBe(true);
    expect(exists(build.dockerfile), build.dockerfile).toBe(true);
  }
  expect(service('server').command).toContain('relay-sim:4245');
});

test('[HOUSE-6] the programs that the containers start are built from sources that exist', () => {
  const started = [...dockerfile.matchAll(/ENTRYPOINT (\[.*\])/g)]
    .map((match) => JSON.parse(match[1] ?? '[]') as string[])
    .concat(Object.values(services).flatMap(({ entrypoint }) => (entrypoint ? [[...entrypoint]] : [])));
  const mains = started.flat().filter((word) => word.endsWith('.js'));
  expect(mains.toSorted()).toEqual(['apps/relay-sim/dist/main.js', 'apps/server/dist/main.js']);
  for (const main of mains) expect(exists(sourceOf(main)), `${main} is built from nothing`).toBe(true);
});

test('[HOUSE-6] every flag that a container is given is a flag of its program', () => {
  const known = { server: flagsIn('apps/server/src'), 'relay-sim': flagsIn('apps/relay-sim/src') };
  for (const [name, flags] of Object.entries(known)) {
    const given = service(name).command.filter((word) => word.startsWith('--'));
    expect(given.length, name).toBeGreaterThan(0);
    expect(
      given.filter((flag) => !flags.has(flag.slice(2))),
      name,
    ).toEqual([]);
  }
});

test('[HOUSE-6] everything that the image copies exists and is sent to the builder', () => {
  const ignored = textOf('.dockerignore').split('\n');
  const copies = [...dockerfile.matchAll(/^COPY (?<from>--from=\w+ )?(?<paths>.+)$/gm)].map(({ groups }) => ({
    from: groups?.from?.trim(),
    sources: (groups?.paths ?? '').split(/\s+/).slice(0, -1),
  }));
  expect(copies.length).toBeGreaterThan(5);
  for (const { from, sources } of copies) {
    for (const source of sources) {
      if (from === undefined) {
        expect(exists(source), `COPY ${source}`).toBe(true);
        const isSent = ignored.some((line) => line === `!${source}` || source.startsWith(`${line.slice(1)}/`));
        expect(isSent, `.dockerignore keeps ${source} out`).toBe(true);
      } else {
        expect(
          stages.some((stage) => stage.includes(`AS ${from.slice('--from='.length)}\n`)),
          from,
        ).toBe(true);
        expect(source.startsWith('/src/'), source).toBe(true);
        const path = source.slice('/src/'.length).replace(/\/dist(?:\/page)?$/, '');
        if (path !== 'node_modules') expect(exists(path), `COPY ${from} ${source}`).toBe(true);
      }
    }
  }
});

test('[HOUSE-7] every service has a read-only root, no capabilities and no way to new privileges', () => {
  for (const [name, each] of Object.entries(services)) {
    expect(each.read_only, name).toBe(true);
    expect(each.cap_drop, name).toEqual(['ALL']);
    expect(each.security_opt, name).toContain('no-new-privileges:true');
    expect(each.tmpfs?.length, name).toBe(1);
    expect(each.privileged, name).toBeUndefined();
    expect(each.volumes, name).toBeUndefined();
    expect(each.network_mode, name).toBeUndefined();
  }
});

test('[HIST-67] a ClickHouse server is there when its profile is asked for: of a fixed version, published nowhere, and as closed as the rest', () => {
  expect(Object.keys(others)).toEqual(['clickhouse']);
  for (const [name, { profiles, image, ports, read_only, cap_drop, security_opt }] of Object.entries(others)) {
    expect(profiles).toEqual([name]);
    expect(image).toMatch(/:\d+\.\d+$/);
    expect(ports).toBeUndefined();
    expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ['ALL'] });
    expect(security_opt).toContain('no-new-privileges:true');
  }
  expect(textOf('docker-compose.yml')).toContain('ORRERY_STORE: ${ORRERY_STORE:-memory}');
});

test('[HOUSE-7] nothing is published beyond loopback', () => {
  const published = Object.values(all).flatMap(({ ports }) => ports ?? []);
  expect(published).toEqual(['127.0.0.1:8080:8080']);
});

test('[HOUSE-7] the image runs as a number that is not root, with production modules, and tells its health', () => {
  const user = /^USER (\d+):(\d+)$/m.exec(lastStage);
  expect(Number(user?.[1])).toBeGreaterThan(0);
  expect(lastStage).not.toMatch(/^(?:RUN|ADD) /m);
  expect(lastStage).toMatch(/^HEALTHCHECK /m);
  expect(dockerfile).toMatch(/npm install .*--omit=dev/);
  expect(lastStage).toContain('COPY --from=modules /src/node_modules node_modules');
});

function service(name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** `apps/server/dist/main.js` is `apps/server/src/main.ts`, compiled. */
function sourceOf(built: string): string {
  return built.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
}

/** The words that a program's sources quote or use as keys: its flags are among them, with or without dashes. */
function flagsIn(folder: string): Set<string> {
  const sources = pathsBelow(folder).filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  const text = sources.map(textOf).join('\n');
  const words = [...text.matchAll(/['"`](?:--)?([a-z][a-z-]+)['"`]|\b([a-z]+):/g)];
  return new Set(words.map((match) => match[1] ?? match[2] ?? ''));
}

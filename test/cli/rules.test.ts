import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

describe('pgvitals rules', () => {
  test('without a configuration writes what is shipped', async () => {
    const folder = join(import.meta.dirname, '../../prometheus/rules');
    const written = await rules({});
    expect([...written.keys()]).toEqual((await readdir(folder)).toSorted());
    for (const [name, text] of written) {
      const shipped = await readFile(join(folder, name), 'utf8');
      expect(text.split('\n').slice(1)).toEqual(shipped.split('\n').slice(1));
    }
  });

  test('gives targets with limits of their own a rule of their own, and leaves them out of the general one', async () => {
    const written = await rules({
      targets: {
        a: { host: 'x' },
        'b.c': { host: 'x', thresholds: { values: { connections_used: { critical: 0.99 } } } },
        d: { host: 'x', thresholds: { values: { connections_used: { critical: 'off' } } } },
        e: { host: 'x', thresholds: { preset: 'analytics' } },
      },
      thresholds: {
        values: { connections_used: { warning: 0.7 }, server_down: { for: '3m' } },
        grafana: 'https://grafana.example.com/',
        runbooks: 'https://wiki.example.com/pg',
      },
    });
    expect(alerts(written, 'connections.yml', 'PostgresConnectionsUsed')).toEqual([
      ['critical', 'server:pg_connections_used:ratio{instance!~"b\\\\.c|d"} > 0.95', '1m'],
      ['critical', 'server:pg_connections_used:ratio{instance="b.c"} > 0.99', '1m'],
      ['warning', 'server:pg_connections_used:ratio > 0.7', '5m'],
    ]);
    expect(alerts(written, 'connections.yml', 'PostgresLongQuery')).toContainEqual([
      'critical',
      'pg_sessions_longest_query_seconds{instance="e"} > 86400',
      '1m',
    ]);
    expect(alerts(written, 'availability.yml', 'PostgresServerDown')).toEqual([
      ['critical', 'pg_up < 1', '3m'],
    ]);
    const text = written.get('connections.yml');
    expect(text).toContain('runbook_url: https://wiki.example.com/pg/connections-used.md');
    expect(text).toContain('dashboard_url: https://grafana.example.com/d/pgvitals-sessions?');
  });

  test.each(['development', 'analytics'])(
    'of preset %s are what Prometheus reads',
    async (preset) => {
      const written = await rules({}, '--preset', preset);
      expect(written.size).toBeGreaterThan(10);
    },
  );

  test('says why it cannot write', async () => {
    const { code, stderr } = await runMain(['rules', '--out', '/dev/null/rules']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^pgvitals: the rules cannot be written to \/dev\/null\/rules: .+\n$/),
    ]);
  });
});

/** What it writes, by file name; promtool has to be content with it. */
async function rules(config: unknown, ...flags: readonly string[]) {
  const folder = await temporaryFolder();
  const file = join(folder, 'pgvitals.yaml');
  await writeFile(file, JSON.stringify(config));
  const out = join(folder, 'rules');
  const run = await runMain(['rules', '--config.file', file, '--out', out, ...flags]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const names = (await readdir(out)).toSorted();
  const files = names.map((name) => join(out, name));
  await promisify(execFile)(await prometheusBinary('promtool'), ['check', 'rules', ...files]);
  const texts = await Promise.all(files.map((name) => readFile(name, 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index] ?? '']));
}

/** Severity, expression and duration of the rules of one alert. */
function alerts(written: ReadonlyMap<string, string>, file: string, name: string) {
  const { groups } = parse(written.get(file) ?? '') as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  };
  return groups
    .flatMap((group) => group.rules)
    .filter(({ alert }) => alert === name)
    .map((rule) => [rule.labels.severity, rule.expr.replace(/\s+/g, ' '), rule.for]);
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
}

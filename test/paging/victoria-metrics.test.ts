import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Connection } from '../../src/target/connection.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import type { Listening } from '../helpers/run-listening.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { type PagingStack, startPagingStack } from './paging-stack.ts';
import { runVictoriaMetrics, runVmalert } from './run-victoria-metrics.ts';
import { SHIPPED } from './shipped-alertmanager.ts';

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

/** Series by their labels, without the one that Prometheus adds on the way out. */
type Answer = ReadonlyMap<string, number>;

const WARM_UP = 20;
/** One scrape more or less in a range of five. */
const A_SCRAPE = 0.3;
/** It keeps twelve digits of a value, about. */
const DIGITS = 1e-9;

let server: TestServer;
let victoria: Listening;
let stack: PagingStack;
let holder: Connection;
let work: AsyncDisposable;
let rules: readonly Rule[];

beforeAll(async () => {
  server = await startServer(18, { settings: { fsync: true } });
  // Before the exporter, which reads the texts of what comes later only after a while.
  work = steadyWork(await server.connect());
  victoria = await runVictoriaMetrics();
  stack = await startPagingStack({
    targets: { orders: { url: server.uri({ user: 'pgvitals' }) } },
    limits: { idle_in_transaction: { warning: 1, critical: 2 } },
    prometheus: {
      remote_write: [
        { url: `${victoria.url}/api/v1/write`, queue_config: { batch_send_deadline: '200ms' } },
      ],
    },
  });
  holder = await server.connect();
  await holder.script('BEGIN');
  rules = await rulesOf(join(stack.folder, 'rules'));
  await stack.page('PostgresIdleInTransaction', 'orders');
  await stack.prometheus.queryUntil(`pg_up offset ${WARM_UP}s`, ({ length }) => length === 1);
});
afterAll(async () => {
  await work?.[Symbol.asyncDispose]();
  await holder?.close();
  await stack?.[Symbol.asyncDispose]();
  await victoria?.[Symbol.asyncDispose]();
  await server?.remove();
});

describe('VictoriaMetrics, which Prometheus writes to', () => {
  test('takes every rule file as it is', async () => {
    const program = await prometheusBinary('vmalert');
    const flags = [
      `-rule=${join(SHIPPED, 'rules', '*.yml')}`,
      '-dryRun',
      '-rule.validateExpressions',
    ];
    const { stderr } = await promisify(execFile)(program, flags);
    expect(stderr).not.toMatch(/error|fatal/i);
  });

  test('has the series that Prometheus recorded', async () => {
    const names = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));
    const at = Date.now() / 1000 - 3;
    const ours = await ask(stack.prometheus.url, `{__name__=~"${names.join('|')}"}`, at);
    expect(ours.size).toBeGreaterThan(20);
    const theirs = await waitUntil(
      async () => {
        const answer = await ask(victoria.url, `{__name__=~"${names.join('|')}"}`, at);
        return answer.size >= ours.size ? answer : undefined;
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
    const apart = [...ours].filter(([key, value]) => !isNear(value, theirs?.get(key), DIGITS));
    expect(apart).toEqual([]);
  });

  test('gives the same answers to the expressions of the rules', async () => {
    const at = Date.now() / 1000 - 3;
    const others: string[] = [];
    const apart: string[] = [];
    let compared = 0;
    const full = rules.filter(rangesAreFull);
    for (const { expr } of full) {
      const ours = await ask(stack.prometheus.url, expr, at);
      const theirs = await ask(victoria.url, expr, at);
      compared += ours.size;
      for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
        const line = `${expr} ${key} ${ours.get(key)} ${theirs.get(key)}`;
        if (!ours.has(key) || !theirs.has(key)) others.push(line);
        else if (!isNear(ours.get(key), theirs.get(key))) apart.push(line);
      }
    }
    // The same series, and so the same alerts.
    expect(others).toEqual([]);
    expect(compared).toBeGreaterThan(40);
    // A burst at the edge of a range is in the one and not in the other.
    expect(apart.length, apart.join('\n')).toBeLessThanOrEqual(0.1 * compared);
    process.stdout.write(
      `VictoriaMetrics: ${full.length} of ${rules.length} expressions, ${compared} series, ${apart.length} of them over 30 % apart\n`,
    );
  });

  test('and vmalert fires the same alerts', async () => {
    await using _vmalert = await runVmalert(join(stack.folder, 'rules', '*.yml'), victoria.url);
    const firing = 'ALERTS{alertstate="firing", severity="critical"}';
    const ours = await waitUntil(
      async () => {
        const now = Date.now() / 1000;
        const fires = await ask(stack.prometheus.url, firing, now);
        const same = await ask(victoria.url, `${firing}{alertgroup!=""}`.replace('}{', ', '), now);
        const names = (answer: Answer) =>
          [...answer.keys()]
            .map((key) => JSON.parse(key).alertname as string)
            .sort()
            .join(' ');
        return fires.size > 0 && names(fires) === names(same) ? names(fires) : undefined;
      },
      { timeoutMs: 20_000, intervalMs: 300 },
    );
    expect(ours).toContain('PostgresIdleInTransaction');
  });
});

/** Statements of several classes, so that their rules have something to say. */
function steadyWork(connection: Connection): AsyncDisposable {
  const statements = [
    'SELECT relname FROM pg_class WHERE oid = 1259',
    'SELECT relname FROM pg_class ORDER BY relname LIMIT 10 OFFSET 20',
    'CREATE TEMP TABLE IF NOT EXISTS written AS SELECT 1 AS x',
    'UPDATE written SET x = x + 1',
  ];
  let over = false;
  const loop = async () => {
    while (!over) {
      for (const sql of statements) await connection.query(sql);
      await sleep(100);
    }
  };
  const done = loop();
  return {
    async [Symbol.asyncDispose]() {
      over = true;
      await done;
      await connection.close();
    },
  };
}

/** Prometheus extrapolates to the ends of a range, which VictoriaMetrics does not do. */
function isNear(ours: number | undefined, theirs: number | undefined, apart = A_SCRAPE): boolean {
  if (ours === undefined || theirs === undefined) return false;
  return (
    Object.is(ours, theirs) ||
    Math.abs(ours - theirs) <= apart * Math.max(Math.abs(ours), Math.abs(theirs))
  );
}

/**
 * VictoriaMetrics counts the first value of a new series as an increase: the answers are the same
 * once a range begins after the first scrape.
 */
function rangesAreFull({ expr }: Rule): boolean {
  const ranges = [...expr.matchAll(/(?:\[|offset )(\d+)s/g)].map(([, seconds]) => Number(seconds));
  return ranges.reduce((sum, one) => Math.max(sum, one), 0) < WARM_UP - 3;
}

async function rulesOf(folder: string): Promise<readonly Rule[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yml'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
  );
}

async function ask(url: string, query: string, time: number): Promise<Answer> {
  const parameters = new URLSearchParams({ query, time: time.toFixed(3) });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: parameters });
  const answer = (await response.json()) as {
    readonly status: string;
    readonly error?: string;
    readonly data: {
      readonly result: readonly {
        readonly metric: Record<string, string>;
        readonly value: readonly [number, string];
      }[];
    };
  };
  if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`);
  // VictoriaMetrics leaves NaN out.
  const numbers = answer.data.result.filter(({ value }) => value[1] !== 'NaN');
  return new Map(
    numbers.map(({ metric, value }) => {
      const { monitor: _, ...labels } = metric;
      const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return [JSON.stringify(Object.fromEntries(sorted)), Number(value[1])] as const;
    }),
  );
}

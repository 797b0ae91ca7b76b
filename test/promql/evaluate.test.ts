import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { addMatcher } from '../../src/promql/add-matcher.ts';
import { evaluate } from '../../src/promql/evaluate.ts';
import { NeedsHistory } from '../../src/promql/needs-history.ts';
import { parsePromql } from '../../src/promql/parse-promql.ts';
import { labelsKey, type Sample, type Snapshot } from '../../src/promql/value.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Each series at 0 s and at 60 s. */
const SERIES: Readonly<Record<string, readonly [number, number]>> = {
  'hit{db="a"}': [100, 1000],
  'hit{db="b"}': [0, 0],
  'read{db="a"}': [0, 100],
  'read{db="b"}': [0, 0],
  'limit{role="x"}': [10, 10],
  'limit{role="y"}': [-1, -1],
  'used{role="x"}': [3, 4],
  'used{role="y"}': [7, 7],
  'seconds_bucket{class="s",le="0.25"}': [0, 50],
  'seconds_bucket{class="s",le="1"}': [0, 90],
  'seconds_bucket{class="s",le="+Inf"}': [0, 100],
  'target{class="s"}': [0.5, 0.5],
  'fell{db="a"}': [500, 30],
};

const EXPRESSIONS = [
  '1 + 2 * 3 ^ 2 - -4 % 3',
  '-2 ^ 2',
  'hit',
  'hit{db="a"} / (hit{db="a"} + read)',
  'hit / (hit + read) < 0.95',
  'sum without (db) (rate(hit[1m]))',
  'sum(hit) + sum by (db) (read)',
  'sum by (db) (hit) + read',
  'used / (limit > 0)',
  'used >= bool 5',
  'used > 5 or limit > 0',
  'used unless limit < 0',
  'used unless on (role) limit == -1',
  'max without (role) (used) - min without (role) (used)',
  'avg(used) + count(used)',
  'histogram_quantile(0.5, sum without (nothing) (rate(seconds_bucket[1m])))',
  'histogram_quantile(0.7, rate(seconds_bucket[1m])) / on (class) group_left () target',
  'histogram_quantile(0.99, rate(seconds_bucket[1m]))',
  'target * ignoring (le) group_right () rate(seconds_bucket[1m])',
  'changes(used[1m])',
  'resets(fell[1m])',
  'clamp_max(used, 5) + clamp_min(limit, 0)',
  'abs(limit) and used > 3',
  'hit{db=~"a|c"} and hit{db!~"b.*"} and hit{db!=""}',
  'hit{db=~"(?i)A"}',
  'time() - used',
  'absent(nothing)',
  '1 - read / hit',
];

describe('evaluate', () => {
  test('gives what Prometheus gives', async () => {
    const results = EXPRESSIONS.map((expr) => ({
      expr,
      samples: samplesOf(expr).filter(({ value }) => !Number.isNaN(value)),
      scalar: typeof evaluate(parsePromql(expr), context()) === 'number',
    }));
    const input = {
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(SERIES).map(([series, [first, last]]) => ({
            series,
            values: `${first} ${last}`,
          })),
          promql_expr_test: results.map(({ expr, samples, scalar }) => ({
            // A product has no name, as the samples here, and promtool cannot expect NaN.
            expr: `(${scalar ? `vector(${expr})` : expr}) * 1 > -1e18`,
            eval_time: '1m',
            exp_samples: samples.map(({ labels, value }) => ({ labels: labelText(labels), value })),
          })),
        },
      ],
    };
    const file = join(await temporaryFolder(), 'test.json');
    await writeFile(file, JSON.stringify(input));
    const program = await prometheusBinary('promtool');
    const { stderr, stdout } = await promisify(execFile)(program, ['test', 'rules', file]).catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    );
    expect(stdout + stderr).toMatch(/SUCCESS/);
  });

  test.each([
    ['x offset 1w', /168 hours ago/],
    ['max_over_time(x[1d])', /24 hours/],
    ['deriv(x[6h])', /over time \(deriv\)/],
    ['rate(x[2h])', /2 hours/],
  ])('says of %s that it needs a history', (expr, message) => {
    const run = () => evaluate(parsePromql(expr), context());
    expect(run).toThrow(NeedsHistory);
    expect(run).toThrow(message);
  });

  test('needs a second look for a rate', () => {
    const { now, records } = context();
    expect(() => evaluate(parsePromql('rate(hit[5m])'), { now, records })).toThrow(/second look/);
  });

  test('takes a recording rule for its expression', () => {
    const records = new Map([['level:used:ratio', parsePromql('used / (limit > 0)')]]);
    const { before, now } = context();
    expect(
      evaluate(parsePromql('level:used:ratio{role="x"} > 0.1'), { before, now, records }),
    ).toEqual([{ labels: { role: 'x' }, value: 0.4 }]);
  });
});

describe('parsePromql', () => {
  test.each([
    ['sum(', /found the end/],
    ['a b', /expected the end or an operator, found "b"/],
    ['a{b=1}', /a text in quotes/],
    ['a ? b', /no token that starts with "\?"/],
  ])('refuses %s', (text, message) => {
    expect(() => parsePromql(text)).toThrow(message);
  });
});

describe('addMatcher', () => {
  test('puts a matcher into every selector', () => {
    expect(addMatcher('rate(a[5m]) / b{c="d"} > on (x) e{} offset 1d', 'i="1"')).toBe(
      'rate(a{i="1"}[5m]) / b{c="d", i="1"} > on (x) e{i="1"} offset 1d',
    );
  });
});

function samplesOf(expr: string): readonly Sample[] {
  const value = evaluate(parsePromql(expr), context());
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function context() {
  return { before: snapshot(0), now: snapshot(1), records: new Map() };
}

function snapshot(index: 0 | 1): Snapshot {
  const all = Object.entries(SERIES).map(([series, values]) => {
    const [, name = '', inner = ''] = /^(\w+)\{(.*)\}$/.exec(series) ?? [];
    const pairs = [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value]);
    return { name, labels: Object.fromEntries(pairs), value: values[index] };
  });
  return {
    atSeconds: index * 60,
    series: (wanted) =>
      all.filter(({ name }) => name === wanted).map(({ labels, value }) => ({ labels, value })),
  };
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = JSON.parse(labelsKey(labels)) as readonly [string, string][];
  return `{${pairs.map(([name, value]) => `${name}="${value}"`).join(',')}}`;
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseLimits } from '../../src/thresholds/choose-limits.ts';
import { inhibitRules } from '../../src/thresholds/inhibit-rules.ts';
import { loadThresholds, SHIPPED_THRESHOLDS } from '../../src/thresholds/load-thresholds.ts';
import { parseThresholds } from '../../src/thresholds/parse-thresholds.ts';

const GOOD = `
t_one:
  category: performance
  description: A thing.
  signal: pg_up
  per: [datname]
  unit: count
  limits: { warning: 1, critical: 2 }
  presets: { development: { critical: off } }
  for: 5m
  summary: "{instance}: {value} of {datname}"
  detail: Over {limit}.
  sql: SELECT 1
  dashboard: overview
  example: { good: 0, series: { pg_up: v } }
`;

describe('parseThresholds', () => {
  test('reads limits by preset, and an alert name from the key', () => {
    const { problems, thresholds } = parseThresholds('t.yaml', GOOD);
    expect(problems).toEqual([]);
    expect(thresholds).toMatchObject([
      {
        alert: 'PostgresTOne',
        forMs: { critical: 300_000, warning: 300_000 },
        limits: { production: { warning: 1, critical: 2 }, development: { warning: 1 } },
        runbook: 'docs/runbooks/t-one.md',
      },
    ]);
    expect(thresholds[0]?.limits.development.critical).toBeUndefined();
  });

  test.each([
    [
      'limits: { warning: 1',
      'limits: { warning: 3',
      '8:11: t_one.limits: with worse: above, limits of production must be falling',
    ],
    ['signal: pg_up', 'signal: "rate(pg_up[5m"', '5:11: t_one.signal: expected "]"'],
    [
      'of {datname}',
      'of {datnam}',
      '11:12: t_one.summary: there is no {datnam}; did you mean "datname"?',
    ],
    ['category: performance', 'category: perfomance', '3:13: t_one.category: expected one of'],
    [
      'critical: off',
      'critical: no',
      '9:39: t_one.presets.development.critical: expected one of off',
    ],
    ['for: 5m', 'for: 5 minutes', '10:8: t_one.for: expected a duration'],
    ['unit: count', 'unti: count', 'unknown key "unti"; did you mean "unit"?'],
  ])('says where %s is wrong', (from, to, message) => {
    const { problems } = parseThresholds('t.yaml', GOOD.replace(from, to));
    const texts = problems.map(({ col, line, message: said }) => `${line}:${col}: ${said}`);
    expect(texts.join('\n')).toContain(message);
  });
});

describe('the shipped thresholds', () => {
  test('are valid', () => {
    const { problems } = parseThresholds(
      'thresholds.yaml',
      readFileSync(SHIPPED_THRESHOLDS, 'utf8'),
    );
    expect(problems).toEqual([]);
  });

  test('have an idle case in their example wherever there is a guard', async () => {
    const guarded = (await loadThresholds()).filter(({ guard }) => guard !== undefined);
    expect(guarded.length).toBeGreaterThan(20);
    expect(guarded.filter(({ example }) => example.idle === undefined)).toEqual([]);
  });

  test('page in preset development only where data is lost or writes stop', async () => {
    const pages = (await loadThresholds()).filter(
      ({ limits }) => limits.development.critical !== undefined,
    );
    expect(pages.map(({ id }) => id).toSorted()).toEqual([
      'checksum_failure',
      'integer_key_exhaustion',
      'sequence_exhaustion',
      'wraparound_mxid',
      'wraparound_xid',
    ]);
  });
});

describe('chooseLimits', () => {
  test('takes a preset, then single values, the later choice over the earlier one', () => {
    const { thresholds } = parseThresholds('t.yaml', GOOD);
    const limitsOf = (...choices: Parameters<typeof chooseLimits>[1][]) =>
      chooseLimits(thresholds, ...choices)[0];
    expect(limitsOf()?.limits).toEqual({ critical: 2, warning: 1 });
    expect(limitsOf({ preset: 'development', values: {} })?.limits).toEqual({ warning: 1 });
    const own = { values: { t_one: { warning: 'off', critical: 7, for: 1000 } } } as const;
    const chosen = limitsOf({ preset: 'development', values: { t_one: { critical: 5 } } }, own);
    expect(chosen?.limits).toEqual({ critical: 7 });
    expect(chosen?.forMs.critical).toBe(1000);
  });
});

describe('inhibitRules', () => {
  test('silence a warning by its critical, and all of a server that is down', async () => {
    const [bySeverity, byServer] = inhibitRules(await loadThresholds());
    expect(bySeverity?.equal).toEqual(
      expect.arrayContaining(['alertname', 'instance', 'datname', 'relname', 'class']),
    );
    expect(byServer).toEqual({
      source_matchers: ['alertname = PostgresServerDown', 'test != "true"'],
      target_matchers: ['alertname != PostgresServerDown'],
      equal: ['target'],
    });
  });

  test('leave real alerts alone while somebody tests the way that they take', async () => {
    const rules = inhibitRules(await loadThresholds());
    expect(rules.length).toBeGreaterThan(2);
    for (const rule of rules) expect(rule.source_matchers).toContain('test != "true"');
  });
});

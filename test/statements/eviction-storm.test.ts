import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/metrics/family.ts';
import { SHIPPED_CLASSES, SHIPPED_RULES } from '../../src/statements/shipped-classes.ts';
import { statementTracker } from '../../src/statements/statement-tracker.ts';
import { WIDE } from './latency/distributions.ts';
import { seededRandom } from './latency/seeded-random.ts';
import { type SimulatedServer, simulatedServer } from './simulated-server.ts';

const ENTRIES = 10_000;
const STEADY = 3000;
/** Calls between two looks, and how many of them are of statements that nobody ever saw. */
const CALM = { calls: 5000, fresh: 0.3 };
const STORM = { calls: 25_000, fresh: 0.8 };
const LOOKS = [CALM, STORM, CALM, STORM, STORM, CALM];

describe('a storm of evictions among 10,000 entries', () => {
  it('loses only what nobody could see, where entries say when they were made', () => {
    const { server, counted } = storm(true);
    expect(server.rounds).toBeGreaterThan(50);
    expect(server.unseen).toBeGreaterThan(10_000);
    expect(counted).toBe(server.called - server.unseen);
  });

  it('counts nothing twice, and hardly loses more, where they do not say', () => {
    const { server, counted } = storm(false);
    expect(counted).toBeLessThanOrEqual(server.called - server.unseen);
    expect(counted).toBeGreaterThan((server.called - server.unseen) * 0.999);
  });
});

/** Statements that stay, some of which are evicted and come back, and thousands that come once. */
function storm(hasBirth: boolean): { readonly server: SimulatedServer; readonly counted: number } {
  const random = seededRandom(7);
  const server = simulatedServer(ENTRIES, hasBirth);
  let clock = 0;
  const tracker = statementTracker(
    {
      classes: { classes: SHIPPED_CLASSES, rules: SHIPPED_RULES, fallback: 'other' },
      top: 50,
      text: { mode: 'none', length: 100 },
    },
    {},
    () => clock,
  );
  let last = new Map<string, number>();
  const look = () => {
    // Texts are read rarely.
    clock += 31_000;
    const wanted = tracker.look({ statements: server.look() });
    tracker.learnTexts(
      wanted.texts,
      wanted.texts.map((id) => [id, textOf(Number(id))]),
    );
    if (wanted.names) tracker.learnNames(NAMES);
    const calls = callsByClass(tracker.finish());
    for (const [name, value] of last) expect(calls.get(name)).toBeGreaterThanOrEqual(value);
    last = calls;
  };
  look();
  let fresh = STEADY;
  for (const weather of LOOKS) {
    for (let call = 0; call < weather.calls; call++) {
      const isSteady = random() >= weather.fresh;
      const id = isSteady ? Math.floor(STEADY * random() ** 3) : fresh++;
      server.call(id, 0.1 + WIDE['gamma, shape 0.5'](random));
    }
    look();
  }
  for (let drain = 0; drain < 5; drain++) look();
  return { server, counted: [...last.values()].reduce((sum, value) => sum + value, 0) };
}

const NAMES = [
  ['user', '10', 'app'],
  ['database', '5', 'shop'],
];

function textOf(id: number): string {
  return id % 2 === 0
    ? `SELECT * FROM t${id} WHERE id = $1`
    : `UPDATE t${id} SET a = $1 WHERE id = $2`;
}

/** Every call is in a bucket, too, and in one only. */
function callsByClass(families: readonly Family[]): Map<string, number> {
  const calls = new Map<string, number>();
  for (const family of families) {
    if (family.type !== 'histogram' || family.name !== 'pg_query_class_latency_seconds') continue;
    for (const { labels, values } of family.blocks) {
      for (const [index, value] of values.entries()) {
        if (value === null) continue;
        expect(value.buckets.at(-1)?.count).toBe(value.count);
        calls.set(labels[index] ?? '', Number(value.count));
      }
    }
  }
  return calls;
}

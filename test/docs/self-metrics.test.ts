import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownMetrics } from '../../src/http/own-metrics.ts';
import { scrapeCounters } from '../../src/scrape/scrape-counters.ts';
import { selfFamilies } from '../../src/scrape/self-families.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/self-metrics.md'), 'utf8');
const documented = [...page.matchAll(/^\| `(pg[a-z_]+)` \| (\w+) \|/gm)].map(
  ([, name, type]) => `${name} ${type}`,
);

it('documents every metric of the exporter itself with its type, and no other', async () => {
  const counters = scrapeCounters({ info: () => undefined, warn: () => undefined });
  const scrape = selfFamilies({
    labels: {},
    state: { up: false, reason: 'refused', message: '' },
    outcomes: [],
    durationSeconds: 0,
    duplicates: new Map(),
    counters,
    sessions: { budget: 3, busy: 0, idle: 0, connecting: 0, opened: 0 },
  });
  const own = (await ownMetrics('1').families()).filter(({ name }) => name.startsWith('pgvitals_'));
  const given = [...scrape, ...own].map(({ name, type }) => `${name} ${type}`);
  expect(documented.toSorted()).toEqual(given.toSorted());
});

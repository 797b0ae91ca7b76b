import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import type { Column } from '../../src/catalog/query.ts';
import { MAJORS } from '../helpers/servers.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { type RunningExporter, startExporter } from '../http/running-exporter.ts';
import { type ParsedSample, parsePage } from '../metrics/parse-page.ts';
import { checkMetrics } from '../prometheus/promtool.ts';
import { type BusyServer, startBusyServer } from './busy-server.ts';
import { runsOn } from './runs-on.ts';

const STATES = ['primary monitor', 'primary superuser', 'standby monitor', 'standby superuser'];
const catalog = await loadCatalog([SHIPPED_CATALOG]);
/** `query column` of every column that some version returned. */
const returned = new Set<string>();
const ran = new Set<string>();
/** Names of metrics over all versions and states, by who looked. */
const seenBy = { monitor: new Set<string>(), superuser: new Set<string>() };

describe.each(MAJORS)('the shipped catalog on PostgreSQL %i', (major) => {
  let busy: BusyServer;
  let exporter: RunningExporter;
  const pages = new Map<string, string>();
  const families = new Map<string, ReturnType<typeof parsePage>>();

  beforeAll(async () => {
    busy = await startBusyServer(major);
    const { primary, standby } = busy;
    const core_tables = ['*'];
    const targets = {
      'primary monitor': { url: primary.uri({ user: 'pgvitals' }), core_tables },
      'primary superuser': { url: primary.uri(), core_tables },
      'standby monitor': { url: standby.uri({ user: 'pgvitals' }), core_tables },
      'standby superuser': { url: standby.uri(), core_tables },
    };
    exporter = await startExporter({ targets, limits: { scrape_timeout: '30s' } });
    for (const state of STATES) {
      pages.set(state, await exporter.page(`/probe?target=${encodeURIComponent(state)}`));
    }
    for (const [state, page] of pages) {
      families.set(state, parsePage(page));
      const seen = state.endsWith('monitor') ? seenBy.monitor : seenBy.superuser;
      for (const name of families.get(state)?.keys() ?? []) seen.add(name);
    }
    await noteColumns(primary);
    await noteColumns(standby);
  });

  afterAll(async () => {
    await exporter?.[Symbol.asyncDispose]();
    await busy?.[Symbol.asyncDispose]();
  });

  describe.each(STATES)('as seen from %s', (state) => {
    const samples = (name: string): readonly ParsedSample[] =>
      families.get(state)?.get(name)?.samples ?? [];

    test('no query fails and no series is dropped', () => {
      expect(samples('pg_up').map(({ value }) => value)).toEqual(['1']);
      const failed = samples('pgvitals_query_success').filter(({ value }) => value !== '1');
      expect(failed, exporter.log.join('\n')).toEqual([]);
      expect(samples('pgvitals_query_success').length).toBeGreaterThan(20);
      expect(samples('pgvitals_query_dropped_series_total')).toEqual([]);
      expect(samples('pgvitals_duplicate_series')).toEqual([]);
    });

    test('only version, role and missing extensions keep a query from running', () => {
      const reasons = samples('pgvitals_query_skipped').flatMap(({ labels }) =>
        OF_HOST.has(labels.query ?? '') ? [] : [labels.reason],
      );
      expect(['version', 'role', 'extension']).toEqual(
        expect.arrayContaining([...new Set(reasons)]),
      );
    });

    test('all values are finite numbers, and no counter is below zero', () => {
      const odd = [...(families.get(state)?.values() ?? [])].flatMap(({ samples: all, type }) =>
        all.filter(
          ({ value }) =>
            !Number.isFinite(Number(value)) || (type === 'counter' && Number(value) < 0),
        ),
      );
      expect(odd).toEqual([]);
    });
  });

  test.each(['primary', 'standby'])(
    'promtool accepts the page of a %s but for inherited names',
    async (role) => {
      const complaints = await checkMetrics(pages.get(`${role} monitor`) ?? '');
      expect(complaints.filter((line) => !INHERITED.some((rule) => rule.test(line)))).toEqual([]);
    },
  );

  test.each(['primary', 'standby'])(
    'with pg_monitor a %s runs what runs for a superuser',
    (role) => {
      const skipped = (state: string) =>
        [...(families.get(state)?.get('pgvitals_query_skipped')?.samples ?? [])]
          .filter(({ labels }) => !OF_HOST.has(labels.query ?? ''))
          .map(({ labels }) => `${labels.query} ${labels.database} ${labels.reason}`)
          .sort();
      expect(skipped(`${role} monitor`)).toEqual(skipped(`${role} superuser`));
    },
  );

  /** Runs what runs here once more by hand, for the columns that come back. */
  async function noteColumns(server: ServerView): Promise<void> {
    for (const { database, query, schemas, sql, values } of await runsOn(server)) {
      if (ran.has(query) && missingColumns(query).length === 0) continue;
      ran.add(query);
      const session = await server.connect({ database, user: 'pgvitals' });
      const path = ['pg_catalog', ...schemas].map((name) => `"${name}"`).join(', ');
      await session.script(`BEGIN READ ONLY; SET LOCAL search_path = ${path}`);
      const { columns } = await session.query(sql, { values });
      await session.close();
      for (const { name } of columns) returned.add(`${query} ${name}`);
    }
  }
});

describe('the shipped catalog', () => {
  test('every declared column comes back on some version, if its query runs anywhere', () => {
    const missing = [...ran].flatMap((id) => missingColumns(id).map((name) => `${id} ${name}`));
    expect(missing).toEqual([]);
  });

  test('with pg_monitor every metric is seen that a superuser sees, but of the data of users', () => {
    const hidden = [...seenBy.superuser].filter((name) => !seenBy.monitor.has(name));
    expect(hidden.filter((name) => !OF_USERS.has(name))).toEqual([]);
  });

  test('every query and every metric says what it is, in a sentence of one line', () => {
    const texts = catalog.flatMap(({ columns, description, id }) => [
      [id, description],
      ...columns
        .filter(({ usage }) => usage !== 'DISCARD')
        .map(({ column, description: text }) => [`${id} ${column}`, text]),
    ]);
    const odd = texts.filter(([, text = '']) => !/^\S(?:.*\S)?$/.test(text) || !text.endsWith('.'));
    expect(odd).toEqual([]);
  });

  test('a metric that several queries give has one description', () => {
    const byName = new Map<string, string>();
    const different = catalog.flatMap(({ columns }) =>
      columns.filter(({ description, name, usage }) => {
        if (['LABEL', 'DISCARD', 'NAME', 'FIELD'].includes(usage)) return false;
        const first = byName.get(name) ?? description;
        byName.set(name, first);
        return first !== description;
      }),
    );
    expect(different).toEqual([]);
  });

  test('no two families have one name in OpenMetrics, where counters lose their _total', () => {
    const names = new Set(
      catalog.flatMap(({ columns }) =>
        columns.filter(isMetric).map(({ name, usage }) => `${usage} ${name}`),
      ),
    );
    const plain = [...names].map((text) => {
      const [usage, name = ''] = text.split(' ');
      return usage === 'COUNTER' ? name.replace(/_total$/, '') : name;
    });
    expect(plain.filter((name, index) => plain.indexOf(name) !== index)).toEqual([]);
  });
});

/** Columns that the query declares and that no version has returned so far. */
function missingColumns(id: string): readonly string[] {
  const columns = catalog.find((query) => query.id === id)?.columns ?? [];
  return columns.flatMap(needed).filter((name) => !returned.has(`${id} ${name}`));
}

/** What promtool says of names that postgres_exporter, whose dashboards must go on working, chose. */
const INHERITED = [
  /^\w+ counter metrics should have "_total" suffix$/,
  /^\w+ non-histogram and non-summary metrics should not have "_count" suffix$/,
  // Names of settings are PostgreSQL's.
  ...catalog
    .filter(({ columns }) => columns.some(({ usage }) => usage === 'NAME'))
    .map(({ prefix }) => new RegExp(`^${prefix}_`)),
];

/** Queries that read files of the host, which pg_monitor does not allow. */
const OF_HOST = new Set(
  catalog
    .filter(({ requires }) => requires.privileges.includes('pg_read_server_files'))
    .map(({ id }) => id),
);

/** Of queries on what the users themselves wrote: PostgreSQL shows that to its readers only. */
const OF_USERS = new Set(
  catalog
    .filter(
      ({ id, variants }) =>
        OF_HOST.has(id) || variants.some(({ sql }) => /\bpg_stats\b|has_\w+_privilege/.test(sql)),
    )
    .flatMap(({ columns }) => columns.map(({ name }) => name)),
);

function isMetric({ usage }: Column): boolean {
  return usage === 'GAUGE' || usage === 'COUNTER' || usage === 'HISTOGRAM';
}

/** The columns of a result that a declared column is made of. */
function needed({ column, usage }: Column): readonly string[] {
  if (usage !== 'HISTOGRAM') return [column];
  return ['', '_bucket', '_sum', '_count'].map((suffix) => column + suffix);
}

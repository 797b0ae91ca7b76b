import { goDurationMilliseconds } from '../../metrics/go-duration.ts';
import type { CheckedYaml } from '../../yaml/check-yaml.ts';
import type { Path, Problem } from '../../yaml/problem.ts';
import { fieldsOf, isMap, type Notes } from '../dialects/fields.ts';
import { sqlOf } from '../dialects/foreign-query.ts';
import { groupMetrics, type SqlMetric } from './group-metrics.ts';
import type { Imported, NativeQuery } from './imported.ts';

/** A collector file of sql_exporter, or its main file with the collectors inside. */
export function importSqlExporter({ problem, value }: CheckedYaml<unknown>): Imported {
  const notes: Problem[] = [];
  const note: Notes['report'] = (path, message, at) => notes.push(problem(path, message, at));
  const context = { report: note, warn: note };
  const data = isMap(value) ? value : {};
  const refusals = dataSources(data)
    .filter(([, url]) => !isPostgres(url))
    .map(([path]) =>
      problem(
        path,
        'the data source is not PostgreSQL; only collectors for PostgreSQL can be used',
      ),
    );
  if (refusals.length > 0) return { queries: new Map(), notes, refusals };
  const { global } = data;
  const inherited = isMap(global) && 'min_interval' in global ? String(global.min_interval) : '';
  const own: readonly (readonly [Path, unknown])[] =
    'collector_name' in data
      ? [[[], data]]
      : listOf(data.collectors).map((one, index) => [['collectors', index], one] as const);
  if (!('collector_name' in data)) noteMainFile(data, note);
  const queries = new Map<string, NativeQuery>();
  for (const [path, collector] of own) {
    const { metrics, ttl } = readCollector(collector, path, context);
    const interval = ttl ?? ttlOf(inherited);
    for (const [id, query] of groupMetrics(metrics, interval, context)) {
      let unique = id;
      for (let number = 2; queries.has(unique); number++) unique = `${id}_${number}`;
      queries.set(unique, query);
    }
  }
  return { queries, notes, refusals };
}

function readCollector(collector: unknown, path: Path, notes: Notes) {
  const fields = fieldsOf(collector, path, notes);
  const name = fields.text('collector_name') ?? '';
  const ttl = ttlOf(fields.text('min_interval') ?? '');
  const sqlByName = new Map<string, string>();
  for (const [index, query] of listOf(fields.raw('queries')).entries()) {
    const own = fieldsOf(query, [...path, 'queries', index], notes);
    sqlByName.set(own.text('query_name') ?? '', sqlOf(own.text('query')));
    own.raw('no_prepared_statement');
    own.finish();
  }
  const metrics = listOf(fields.raw('metrics')).flatMap((metric, index) =>
    readMetric(metric, [...path, 'metrics', index], name, sqlByName, notes),
  );
  fields.finish();
  return { metrics, ttl };
}

function readMetric(
  metric: unknown,
  path: Path,
  collector: string,
  sqlByName: ReadonlyMap<string, string>,
  notes: Notes,
): readonly SqlMetric[] {
  const fields = fieldsOf(metric, path, notes);
  const name = fields.text('metric_name') ?? '';
  const reference = fields.text('query_ref');
  const type = fields.text('type')?.toLowerCase();
  const staticLabels = fields.raw('static_labels');
  const sql = sqlOf(fields.text('query')) || sqlByName.get(reference ?? '') || '';
  const read: SqlMetric = {
    name,
    path,
    collector,
    sql,
    queryName: reference ?? name,
    usage: type === 'counter' ? 'COUNTER' : 'GAUGE',
    help: fields.text('help') || name,
    keyLabels: fields.texts('key_labels'),
    staticLabels: isMap(staticLabels)
      ? Object.entries(staticLabels).map(([label, text]) => [label, String(text)] as const)
      : [],
    valueLabel: fields.text('value_label') ?? '',
    values: fields.texts('values'),
    staticValue: fields.number('static_value'),
  };
  if (fields.text('timestamp_value') !== undefined) {
    const message = `the timestamps of ${name} are left out; samples have the time of the scrape`;
    notes.warn([...path, 'timestamp_value'], message, 'key');
  }
  fields.raw('no_prepared_statement');
  fields.finish();
  if (sql !== '') return [read];
  const wanted = reference === undefined ? 'a query' : `the query "${reference}"`;
  notes.warn(path, `${name} is left out: there is not ${wanted}`);
  return [];
}

function noteMainFile(data: Readonly<Record<string, unknown>>, note: Notes['warn']): void {
  for (const key of Object.keys(data)) {
    if (key === 'target' || key === 'jobs') {
      note([key], `${key} is left out: name the servers under targets in pgvitals.yaml`, 'key');
    } else if (key === 'collector_files') {
      note([key], 'collector_files is left out: import each of these files', 'key');
    } else if (key === 'global') {
      const left = Object.keys(isMap(data.global) ? data.global : {}).filter(
        (name) => name !== 'min_interval',
      );
      if (left.length > 0) {
        note([key], `${left.join(', ')}: left out, see limits in pgvitals.yaml`, 'key');
      }
    } else if (key !== 'collectors') note([key], `${key} is left out`, 'key');
  }
}

/** Of every server that the file names, where it says so and what; it may have a password. */
function dataSources(
  data: Readonly<Record<string, unknown>>,
): readonly (readonly [Path, string])[] {
  const { jobs, target } = data;
  const single = isMap(target) ? target.data_source_name : undefined;
  const found: (readonly [Path, string])[] =
    typeof single === 'string' ? [[['target', 'data_source_name'], single]] : [];
  for (const [job, { static_configs: configs }] of listOf(jobs).filter(isMap).entries()) {
    for (const [config, { targets }] of listOf(configs).filter(isMap).entries()) {
      const path = ['jobs', job, 'static_configs', config, 'targets'];
      for (const [name, url] of Object.entries(isMap(targets) ? targets : {})) {
        if (typeof url === 'string') found.push([[...path, name], url]);
      }
    }
  }
  return found;
}

/** What has no scheme may come from a variable. */
function isPostgres(url: string): boolean {
  const scheme = /^([a-z][\w+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  return scheme === undefined || /^(postgres(ql)?|pg|pgsql|pgx|px)(\+|$)/.test(scheme);
}

function ttlOf(interval: string): string | undefined {
  const milliseconds = Number(goDurationMilliseconds(interval) ?? 0);
  if (milliseconds <= 0) return undefined;
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/catalog/parse.ts';
import { formatProblem } from '../../src/yaml/problem.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/catalog/', import.meta.url));

/** Each file of the folder has one mistake, but those whose name says otherwise. */
const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  'bad-extension-range': [
    '5:16: pg_sessions.requires.extension: "newest" is not a version range; expected such as ">=14" or ">=13 <17"',
  ],
  'bad-label-name': [
    '6:7: pg_sessions.metrics.0.the state: "the state" is not a label name; expected letters, digits and _, no __ at the start',
  ],
  'bad-metric-name': [
    '6:7: pg_sessions.metrics.0.in-use: "pg_sessions_in-use" is not a metric name; expected letters, digits and _',
  ],
  'bad-prefix': [
    '2:3: pg_sessions.name: "pg sessions" cannot start a metric name; expected letters, digits and _',
  ],
  'bad-query-name': [
    '1:1: 9lives: "9lives" cannot start a metric name; expected letters, digits and _',
  ],
  'bad-timeout': [
    '4:12: pg_sessions.timeout: expected a duration such as 500ms, 10s, 5m, 1h or 1d, found -1',
  ],
  'bad-ttl': [
    '4:8: pg_sessions.ttl: expected a duration such as 500ms, 10s, 5m, 1h or 1d, found "10 seconds"',
  ],
  'bad-variant-range': [
    '6:15: pg_sessions.query.>=17.x: ">=17.x" is not a version range; expected such as ">=14" or ">=13 <17"',
  ],
  'bad-version-range': [
    '5:14: pg_sessions.requires.version: "=> 14" is not a version range; expected such as ">=14" or ">=13 <17"',
  ],
  'blank-sql': ['5:12: pg_sessions.query.<17: is empty; expected an SQL statement'],
  'default-not-a-number': [
    '6:39: pg_sessions.metrics.0.total.default: expected a number, found "none"',
  ],
  'description-as-number': ['2:16: pg_sessions.description: expected a text, found 7'],
  'empty-description': ['2:16: pg_sessions.description: is empty; expected a text'],
  'empty-sql': ['4:10: pg_sessions.query: is empty; expected an SQL statement'],
  empty: ['1:1: the file has no query; expected a map from names of queries to their definitions'],
  'enabled-as-text': ['4:12: pg_sessions.enabled: expected true or false, found "off"'],
  'file-as-list': ['1:1: expected a map, found a list'],
  'key-like-nothing-known': [
    '4:3: unknown key "master"; known here: name, description, question, category, scope, enabled, requires, ttl, timeout, max_series, schemas, parameters, lint, query, while, feed, pivot, metrics',
  ],
  'label-le': ['6:7: pg_sessions.metrics.0.le: "le" is the bucket label of histograms'],
  'lower-case-usage': [
    '6:23: pg_sessions.metrics.0.total.usage: expected one of LABEL, NAME, GAUGE, COUNTER, HISTOGRAM, DISCARD, FIELD, found "gauge"; did you mean "GAUGE"?',
  ],
  'max-series-fraction': ['4:15: pg_sessions.max_series: expected a whole number, found 1.5'],
  'max-series-zero': ['4:15: pg_sessions.max_series: expected at least 1, found 0'],
  'metrics-as-map': ['6:5: pg_sessions.metrics: expected a list, found a map'],
  'missing-category': [
    '1:1: pg_sessions.category: is missing; expected one of realtime, trend, alert, benchmark',
  ],
  'missing-description': ['1:1: pg_sessions.description: is missing; expected a text'],
  'missing-metric-description': [
    '6:7: pg_sessions.metrics.0.total: has no description; say what it counts and in which unit',
  ],
  'missing-metrics': ['1:1: pg_sessions.metrics: is missing; expected a list'],
  'missing-query': [
    '1:1: pg_sessions.query: is missing; expected SQL, or a map from a version range to SQL',
  ],
  'missing-usage': [
    '6:7: pg_sessions.metrics.0.total.usage: is missing; expected one of LABEL, NAME, GAUGE, COUNTER, HISTOGRAM, DISCARD, FIELD',
  ],
  'name-with-two-values': [
    '6:5: pg_setting.metrics: with a NAME column there must be exactly one NAME and one GAUGE or COUNTER',
  ],
  'name-without-value': [
    '6:5: pg_setting.metrics: with a NAME column there must be exactly one NAME and one GAUGE or COUNTER',
  ],
  'no-columns': [
    '5:12: pg_sessions.metrics: expected a list with at least one entry, found an empty one',
  ],
  'no-metric': [
    '6:5: pg_sessions.metrics: has no metric; expected at least one GAUGE, COUNTER or HISTOGRAM',
  ],
  'no-variants': [
    '4:10: pg_sessions.query: has no SQL; expected a map from a version range to SQL',
  ],
  'only-a-comment': [
    '1:1: the file has no query; expected a map from names of queries to their definitions',
  ],
  'overlapping-extension-ranges': [
    '7:5: pg_statements.query.pg_stat_statements: overlaps with "pg_stat_statements <1.8" above',
  ],
  'overlapping-ranges': ['7:5: pg_sessions.query.>=16 <18: overlaps with "<=16" above'],
  'query-as-list': [
    '4:10: pg_sessions.query: expected SQL, or a map from a version range to SQL, found a list',
  ],
  'query-as-text': ['1:14: pg_sessions: expected a map, found a text'],
  'query-without-definition': ['1:13: pg_sessions: expected a map, found nothing'],
  'reserved-label-name': [
    '6:7: pg_sessions.metrics.0.state: "__state" is not a label name; expected letters, digits and _, no __ at the start',
  ],
  'pgbouncer-with-sql': [
    '4:10: pg_sessions.query: expected one SHOW command, such as SHOW POOLS; nothing else only reads there',
    '6:11: pg_sessions.requires.role: PgBouncer has none; require its version only',
    '7:16: pg_sessions.requires.extension: PgBouncer has none; require its version only',
    '8:16: pg_sessions.requires.privilege: PgBouncer has none; require its version only',
    '9:16: pg_sessions.requires.predicate: PgBouncer has none; require its version only',
    '10:12: pg_sessions.schemas: PgBouncer has none; leave it out',
    '11:15: pg_sessions.parameters: PgBouncer takes none; leave it out',
    '13:42: pg_sessions.metrics.0.total.constant: is for a GAUGE, and this is a COUNTER',
  ],
  'pivot-without-value': ['5:3: pg_sessions.pivot.value: is missing; expected a text'],
  'same-column-twice': ['7:7: pg_sessions.metrics.1.total: column total is declared twice'],
  'same-key-twice': ['4:3: "category" stands twice in one map'],
  'same-label-twice': ['7:7: pg_sessions.metrics.1.usename: label state is declared twice'],
  'same-metric-twice': [
    '7:7: pg_sessions.metrics.1.waiting: metric pg_sessions_total is declared twice',
  ],
  'same-query-twice': ['7:1: "pg_sessions" stands twice in one map'],
  'scale-as-text': ['6:37: pg_sessions.metrics.0.total.scale: expected a number, found "milli"'],
  'several-mistakes-of-meaning': [
    '4:24: pg_sessions.requires.version: "newest" is not a version range; expected such as ">=14" or ">=13 <17"',
    '7:7: pg_sessions.metrics.0.le: "le" is the bucket label of histograms',
    '8:7: pg_sessions.metrics.1.total: has no description; say what it counts and in which unit',
    '14:5: pg_locked.metrics: has no metric; expected at least one GAUGE, COUNTER or HISTOGRAM',
  ],
  'several-mistakes': [
    '4:10: pg_sessions.scope: expected one of server, database, pgbouncer, found "servers"; did you mean "server"?',
    '5:8: pg_sessions.ttl: expected a duration such as 500ms, 10s, 5m, 1h or 1d, found "soon"',
    '8:23: pg_sessions.metrics.0.state.usage: expected one of LABEL, NAME, GAUGE, COUNTER, HISTOGRAM, DISCARD, FIELD, found "LABLE"; did you mean "LABEL"?',
    '9:30: unknown key "descripton"; did you mean "description"?; known here: usage, description, rename, scale, default, constant',
    '10:1: pg_locked.description: is missing; expected a text',
    '10:1: pg_locked.category: is missing; expected one of realtime, trend, alert, benchmark',
    '10:1: pg_locked.query: is missing; expected SQL, or a map from a version range to SQL',
    '10:1: pg_locked.metrics: is missing; expected a list',
    '11:3: unknown key "categry"; did you mean "category"?; known here: name, description, question, category, scope, enabled, requires, ttl, timeout, max_series, schemas, parameters, lint, query, while, feed, pivot, metrics',
  ],
  'syntax-error': [
    '2:16: Nested mappings are not allowed in compact mappings; a text with ": " in it needs quotes',
  ],
  'ttl-as-list': [
    '4:8: pg_sessions.ttl: expected a duration such as 500ms, 10s, 5m, 1h or 1d, found a list',
  ],
  'two-columns-in-one-entry': [
    '7:7: pg_sessions.metrics.0.total: has two columns in one list entry; start a new "- "',
  ],
  'two-documents': ['7:1: a second document begins here; expected one file with one document'],
  'two-names': [
    '6:5: pg_setting.metrics: with a NAME column there must be exactly one NAME and one GAUGE or COUNTER',
  ],
  'unclosed-quote': ['4:1: Missing closing "quote'],
  'unknown-alias': [
    '2:16: a * stands for something named above by &, but nothing is; a text that starts with * needs quotes',
  ],
  'unknown-category': [
    '3:13: pg_sessions.category: expected one of realtime, trend, alert, benchmark, found "realtme"; did you mean "realtime"?',
  ],
  'unknown-column-key': [
    '6:30: unknown key "desciption"; did you mean "description"?; known here: usage, description, rename, scale, default, constant',
  ],
  'unknown-query-key': [
    '4:3: unknown key "tll"; did you mean "ttl"?; known here: name, description, question, category, scope, enabled, requires, ttl, timeout, max_series, schemas, parameters, lint, query, while, feed, pivot, metrics',
  ],
  'unknown-requires-key': [
    '5:5: unknown key "versoin"; did you mean "version"?; known here: version, role, extension, privilege, predicate',
  ],
  'unknown-role': [
    '4:21: pg_sessions.requires.role: expected one of primary, standby, any, found "replica"',
  ],
  'unknown-scope': [
    '4:10: pg_sessions.scope: expected one of server, database, pgbouncer, found "cluster"',
  ],
  'unknown-usage': [
    '6:23: pg_sessions.metrics.0.total.usage: expected one of LABEL, NAME, GAUGE, COUNTER, HISTOGRAM, DISCARD, FIELD, found "GUAGE"; did you mean "GAUGE"?',
  ],
};

describe('a catalog file with a mistake is refused with its place and what to do', () => {
  test.each(Object.entries(MISTAKES))('%s', async (name, expected) => {
    const file = `${name}.yaml`;
    const { problems } = parseCatalog(file, await readFile(FOLDER + file, 'utf8'));
    expect(problems.map(formatProblem)).toEqual(expected.map((message) => `${file}:${message}`));
  });

  test('every file of the folder is in the table', () => {
    const names = readdirSync(FOLDER).map((name) => name.replace('.yaml', ''));
    expect(names.sort()).toEqual(Object.keys(MISTAKES).sort());
  });
});

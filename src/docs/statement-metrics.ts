import { classFamilies } from '../statements/class-families.ts';
import { entryFamilies } from '../statements/entry-families.ts';
import { COUNTERS } from '../statements/entry-row.ts';
import { restTotals } from '../statements/rest-totals.ts';
import { SHIPPED_CLASSES } from '../statements/shipped-classes.ts';
import { statementNames } from '../statements/statement-names.ts';
import { statementTexts } from '../statements/statement-texts.ts';

export interface StatementMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** What the feed of pg_stat_statements gives, taken from what makes it, for one group of each. */
export function statementMetrics(): readonly StatementMetric[] {
  const counters = COUNTERS.map(() => 1);
  const group = { class: '', database: '', user: '', counters, buckets: new Float64Array(1) };
  const classes = { classes: SHIPPED_CLASSES, rules: [], fallback: '' };
  const byClass = classFamilies({ classes, bounds: [], groups: [group], labels: {} });
  const single = entryFamilies({
    entries: new Map(),
    shown: new Set(),
    rest: restTotals(),
    counters: COUNTERS,
    names: statementNames(),
    texts: statementTexts({ mode: 'none', length: 0 }, () => 0),
    labels: {},
    evicted: 0,
  });
  return [...byClass, ...single].map(({ help, name, type }) => ({
    name,
    type,
    help,
    labels: labelsOf(name),
  }));
}

function labelsOf(name: string): readonly string[] {
  if (name === 'pg_query_class_target_seconds') return ['class'];
  if (name.startsWith('pg_query_class_')) return ['class', 'datname', 'user'];
  if (name === 'pg_stat_statements_slow_queries') return ['threshold'];
  if (name === 'pg_stat_statements_evicted_entries_total') return [];
  const statement = ['user', 'datname', 'queryid'];
  return name === 'pg_stat_statements_query_info' ? [...statement, 'class', 'query'] : statement;
}

import type { Finding, Rule } from '../finding.ts';
import { INHERITED_COUNTERS } from '../inherited-names.ts';
import { CURRENT_COLUMNS, GROWING_COLUMNS } from '../known-columns.ts';
import { expressionsOf, type Statement } from '../sql/statement.ts';

/** Counters that can fall, and gauges that cannot. */
export const counterRule: Rule = ({ columns }, statements) =>
  columns.flatMap(({ column, name, usage }): readonly Finding[] => {
    if (usage !== 'COUNTER' && usage !== 'GAUGE') return [];
    // A name that others have relied on for years has the type that it always had.
    if (INHERITED_COUNTERS.has(name) || usage === 'GAUGE') {
      return usage === 'GAUGE' && grows(column, statements) ? [onlyGrows(column, name)] : [];
    }
    const reason = statements.map((statement) => whyItFalls(column, statement)).find(Boolean);
    if (reason === undefined) return [];
    const message = `${name} is a COUNTER, but ${reason}; rate() takes a lower value for a restart: make it a GAUGE`;
    return [{ code: 'counter-can-fall', message, column }];
  });

function onlyGrows(column: string, name: string): Finding {
  const message = `${name} is a GAUGE, but PostgreSQL only counts ${column} up; make it a COUNTER`;
  return { code: 'gauge-only-grows', message, column };
}

function grows(column: string, statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    const [expression = column, ...others] = expressionsOf(statement, column);
    const [, source] = /^(?:\w+\.)?(\w+)$/.exec(expression) ?? [];
    const statistics = statement.sources.some(({ name }) => /^pg_stat(?:io)?_/.test(name));
    return others.length === 0 && statistics && GROWING_COLUMNS.has(source ?? '');
  });
}

function whyItFalls(column: string, statement: Statement): string | undefined {
  if (statement.outer?.star && CURRENT_COLUMNS.has(column)) return `${column} says how it is now`;
  for (const expression of expressionsOf(statement, column)) {
    const [, bare = ''] = /^(?:\w+\.)?(\w+)$/.exec(expression) ?? [];
    if (CURRENT_COLUMNS.has(bare)) return `${bare} says how it is now`;
    const known = REASONS.find(([pattern]) => pattern.test(expression));
    if (known !== undefined) return known[1];
    if (/\bsum\s*\(/i.test(expression)) {
      const perObject = statement.sources.find(({ name }) => LOSES_ROWS.test(name));
      const whole =
        perObject?.name !== 'pg_stat_statements' || !/\bqueryid\b/.test(statement.masked);
      if (perObject && whole) return `its rows of ${perObject.name} go away, and the sum with them`;
    }
  }
  return undefined;
}

/** Texts are blanks by now, so that '0/0' is seen as something between quotes. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/\bcount\s*\(/i, 'it counts rows, which can become fewer'],
  [/\b(?:mx)?(?:id_)?age\s*\(/i, 'an age falls when what is oldest goes away'],
  [/\b(?:avg|min)\s*\(/i, 'it is an average or a minimum'],
  [/\bpg_wal_lsn_diff\s*\((?![^,]*,\s*')/i, 'it is the distance between two positions in the WAL'],
  [/_lsn\b[^-]*-\s*(?!\s*')[\w(]/i, 'it is the distance between two positions in the WAL'],
  [/\b(?:now|clock_timestamp)\s*\(\s*\)\s*-/i, 'it is the time since something happened'],
  [/\bpg_\w+_size\s*\(/i, 'a size can shrink'],
  [/\brel(?:tuples|pages)\b/i, 'it is an estimate of how much there is now'],
];

const LOSES_ROWS =
  /^pg_stat(?:io)?_(?:(?:user|all|sys|xact_user)_(?:tables|indexes|functions|sequences)|activity|statements|replication)$/;

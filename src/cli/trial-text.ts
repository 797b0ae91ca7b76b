import { counted } from '../console/counted.ts';
import type { MissingColumn } from '../trial/missing-columns.ts';
import type { RanTrial, ServerTrial, SkippedTrial } from '../trial/trial.ts';
import { formatProblem } from '../yaml/problem.ts';
import { textTable } from './text-table.ts';
import { wrapText } from './wrap-text.ts';

/** What a catalog did on one server, as text for a terminal of that width. */
export function trialText(trial: ServerTrial, width: number): string {
  const { database, role, superuser, user, version } = trial;
  const rights = superuser ? 'superuser' : 'role';
  const lines = [
    `PostgreSQL ${version} (${role}), database ${database}, ${rights} ${user}`,
    ...tableOf(trial, width).map((line) => `  ${line}`),
    ...skipsOf(trial, width),
    ...notesOf(trial, width),
    ...troublesOf(trial),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Declared columns that came nowhere: problems first, then those that another version may have. */
export function missingText(missing: readonly MissingColumn[], width: number): string {
  const problems = missing
    .filter(({ certain }) => certain)
    .map(({ column, place, query }) => {
      const message = `${query.id}: column ${column} is declared, but came on no version`;
      return formatProblem({ ...place, message });
    });
  const unseen = new Map<string, string[]>();
  for (const { certain, column, query } of missing) {
    if (!certain) unseen.set(query.id, [...(unseen.get(query.id) ?? []), column]);
  }
  const notes = [...unseen].flatMap(([id, columns]) =>
    wrapText(`not seen, other versions may have it: ${id} ${columns.join(', ')}`, width, '', '  '),
  );
  return [...problems, ...notes].map((line) => `${line}\n`).join('');
}

function tableOf({ queries }: ServerTrial, width: number): readonly string[] {
  const rows = queries.flatMap((trial) => {
    if (trial.outcome === 'skipped') return [];
    const time = `${trial.milliseconds.toFixed(1)} ms`;
    if (trial.outcome === 'failed') return [[trial.query.id, '-', '-', time, 'failed']];
    return [[trial.query.id, String(trial.rows), String(trial.series), time, verdictOf(trial)]];
  });
  return rows.length === 0 ? ['no query ran'] : textTable(COLUMNS, rows, width - 2);
}

const COLUMNS = [
  { title: 'query', align: 'left', least: 16 },
  { title: 'rows', align: 'right' },
  { title: 'series', align: 'right' },
  { title: 'time', align: 'right' },
  { title: 'result', align: 'left' },
] as const;

function verdictOf({ complaints }: RanTrial): string {
  if (complaints.length === 0) return 'ok';
  return counted(complaints.length, 'problem');
}

/** By reason, since many queries are skipped for the same. */
function skipsOf({ queries }: ServerTrial, width: number): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const trial of queries) {
    if (trial.outcome !== 'skipped') continue;
    const why = reasonOf(trial);
    byReason.set(why, [...(byReason.get(why) ?? []), trial.query.id]);
  }
  return [...byReason].flatMap(([why, ids]) =>
    wrapText(`skipped, ${why}: ${ids.join(', ')}`, width, '  ', '    '),
  );
}

function reasonOf({ skip: { detail, remedy } }: SkippedTrial): string {
  return remedy === '' ? detail : `${detail} (${remedy})`;
}

function notesOf({ queries }: ServerTrial, width: number): readonly string[] {
  return queries.flatMap((trial) => {
    if (trial.outcome !== 'ran' || trial.undeclared.length === 0) return [];
    const text = `${trial.query.id} returns columns that are not declared: ${trial.undeclared.join(', ')}`;
    return wrapText(text, width, '  ', '    ');
  });
}

/** Never wrapped: these are for editors, too. */
function troublesOf({ queries }: ServerTrial): readonly string[] {
  return queries.flatMap((trial) => {
    if (trial.outcome === 'skipped') return [];
    const troubles = trial.outcome === 'failed' ? [trial] : trial.complaints;
    return troubles.map(({ message, place }) => {
      const { col, file, line } = place;
      return formatProblem({ file, line, col, message: `${trial.query.id}: ${message}` });
    });
  });
}

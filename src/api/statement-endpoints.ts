import { z } from 'zod';
import { chooseStatements, type StatementChoice } from '../console/choose-statements.ts';
import { rowObject } from '../console/row-object.ts';
import { STATEMENT_COLUMNS } from '../console/statement-columns.ts';
import { statementKey, statementRow, statementTexts } from '../console/statement-row.ts';
import { maskText } from '../statements/mask-text.ts';
import type { Endpoint, Parameter } from './endpoint.ts';
import { DATABASE, LIMIT } from './list-parameters.ts';
import { targetRows } from './target-rows.ts';

const USER: Parameter = {
  description: 'Only those of this role.',
  schema: z.string().optional(),
};

/** Statements of pg_stat_statements: the slow ones, those that take most, those that read. */
export const STATEMENT_ENDPOINTS: readonly Endpoint[] = [
  statements('slow', '/slow-queries', 'Statements that are slow on average, the slowest first.', {
    min_duration_ms: {
      description: 'Only those that take so many milliseconds on average.',
      schema: z.coerce.number().min(0).default(100),
    },
  }),
  statements('top', '/top-queries', 'Statements on which most time was spent.', {}),
  statements(
    'low-cache',
    '/low-cache-hit',
    'Statements that read much of what they need from outside of shared buffers.',
    {
      max_cache_ratio: {
        description: 'Only those with at most this share from memory, 0.9 for 90 %.',
        schema: z.coerce.number().min(0).max(1).default(0.9),
      },
    },
  ),
];

function statements(
  choice: StatementChoice,
  path: string,
  summary: string,
  own: Readonly<Record<string, Parameter>>,
): Endpoint {
  return {
    path,
    summary,
    parameters: { ...own, limit: LIMIT, database: DATABASE, user: USER },
    async read(target, given, { text, timeoutMs }) {
      const read = await targetRows(target, 'console_statements', [], timeoutMs());
      const all = read.map(statementRow);
      const total = all.reduce((sum, { seconds }) => sum + seconds, 0);
      const rows = chooseStatements(all, {
        choice,
        minSeconds: Number(given('min_duration_ms') ?? 0) / 1000,
        maxCacheRatio: Number(given('max_cache_ratio') ?? 1),
        sort: undefined,
        database: given('database')?.toString(),
        user: given('user')?.toString(),
      }).slice(0, Number(given('limit')));
      const ids = rows.map(({ queryid }) => queryid);
      const texts = statementTexts(
        ids.length === 0
          ? []
          : await targetRows(target, 'console_statement_texts', ids, timeoutMs()),
      );
      const listed = rows.map((row) => ({
        ...row,
        share: total > 0 ? row.seconds / total : null,
        text: maskText(texts.get(statementKey(row)) ?? '', text()),
      }));
      return listed.map(rowObject(STATEMENT_COLUMNS));
    },
  };
}

import type { MissingColumn } from '../trial/missing-columns.ts';
import type { QueryTrial, ServerTrial } from '../trial/trial.ts';

/** The same as data; times are in milliseconds. */
export function trialJson(
  servers: readonly ServerTrial[],
  missing: readonly MissingColumn[],
): unknown {
  return {
    servers: servers.map(({ queries, versionNum, ...server }) => ({
      ...server,
      version_num: versionNum,
      queries: queries.map(queryJson),
    })),
    missing_columns: missing.map(({ certain, column, place, query }) => ({
      query: query.id,
      column,
      problem: certain,
      ...place,
    })),
  };
}

function queryJson(trial: QueryTrial): unknown {
  const { outcome, query } = trial;
  switch (trial.outcome) {
    case 'skipped':
      return { query: query.id, outcome, ...trial.skip };
    case 'failed': {
      const { message, milliseconds, place, reason, when } = trial;
      const ms = rounded(milliseconds);
      return {
        query: query.id,
        outcome,
        variant: when,
        milliseconds: ms,
        reason,
        message,
        ...place,
      };
    }
    case 'ran': {
      const { columns, complaints, milliseconds, rows, series, undeclared, when } = trial;
      return {
        query: query.id,
        outcome,
        variant: when,
        rows,
        series,
        milliseconds: rounded(milliseconds),
        columns,
        undeclared,
        problems: complaints.map(({ kind, message, place }) => ({ kind, message, ...place })),
      };
    }
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

import type { ExplainedStatement } from '../advise/plan-advice.ts';
import { targetConnection } from '../config/target-connection.ts';
import { sortRows } from '../console/sort-rows.ts';
import { statementKey, statementRow, statementTexts } from '../console/statement-row.ts';
import { explainStatement } from '../explain/explain-statement.ts';
import { planFindings } from '../explain/plan-findings.ts';
import { relationFacts } from '../explain/relation-facts.ts';
import { repairNormalisedText } from '../explain/repair-normalised-text.ts';
import { statementSession } from '../explain/statement-session.ts';
import { failureOf } from '../target/failure.ts';
import { readConsole } from './read-console.ts';
import type { ChosenTarget } from './with-target.ts';

export interface ExplainedTop {
  readonly explained: readonly ExplainedStatement[];
  /** Why there are no plans, or few. */
  readonly notes: readonly string[];
}

const MOST = 40;
const TIMEOUT_MS = 2000;
const LEAST_ROWS = 5000;

/** Plans of the statements that took the most time, one session for each database. */
export async function explainTop(chosen: ChosenTarget): Promise<ExplainedTop> {
  const { console_statements: read } = await readConsole(chosen, { console_statements: [] });
  const top = sortRows(read.rows.map(statementRow), ({ seconds }) => seconds).slice(0, MOST);
  if (top.length === 0) return { explained: [], notes: read.problems };
  const texts = statementTexts(
    (
      await readConsole(chosen, {
        console_statement_texts: top.map(({ queryid }) => queryid),
      })
    ).console_statement_texts.rows,
  );
  const { connect_timeout } = chosen.read.config.limits;
  const base = await targetConnection(chosen.config, connect_timeout, chosen.read.env);
  const explained: ExplainedStatement[] = [];
  let refused = 0;
  for (const database of new Set(top.map((row) => row.database))) {
    const wanted = top.filter(
      (row) => row.database === database && PLANNED.test(texts.get(statementKey(row)) ?? ''),
    );
    const options = { connect: { ...base, database }, timeoutMs: TIMEOUT_MS, totalMs: 20_000 };
    await statementSession(options, async (connection) => {
      for (const row of wanted) {
        const sql = repairNormalisedText(texts.get(statementKey(row)) ?? '');
        try {
          const { versionNum } = chosen.server;
          const { Plan } = await explainStatement(connection, sql, { analyze: false, versionNum });
          const facts = await relationFacts(connection, Plan);
          const { calls, queryid, seconds } = row;
          const findings = planFindings(Plan, facts, LEAST_ROWS);
          explained.push({ queryid, database, seconds, calls, findings });
        } catch (error) {
          const { cause } = error as Error;
          if (failureOf(cause ?? error).reason === 'permission') refused += 1;
        }
      }
    }).catch(() => {
      refused += wanted.length;
    });
  }
  return { explained, notes: refused > 0 ? [lacking(chosen, refused, top.length)] : [] };
}

function lacking({ server }: ChosenTarget, refused: number, all: number): string {
  const grant =
    server.versionNum >= 140_000
      ? `GRANT pg_read_all_data TO ${server.user};`
      : `GRANT SELECT ON ALL TABLES IN SCHEMA ... TO ${server.user};`;
  const where = server.role === 'standby' ? 'on the primary, ' : '';
  return `${refused} of the ${all} statements that take the most time could not be planned, as role ${server.user} lacks their privileges; ${where}${grant} lets it look for missing indexes`;
}

/** What reads tables by a condition. */
const PLANNED = /^\s*(select|update|delete|with)\b(?![\s\S]*\/\* pgvitals:)/i;

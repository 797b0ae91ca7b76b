import { busyStatements } from '../../console/live/busy-statements.ts';
import type { LiveReading } from '../../console/live/live-reading.ts';
import { OVERVIEW_QUERIES } from '../../console/live/overview.ts';
import { REPLICATION_QUERIES } from '../../console/live/replication-rows.ts';
import { sessionRow } from '../../console/live/session-row.ts';
import { statementRow, statementTexts } from '../../console/statement-row.ts';
import { CliError } from '../cli-error.ts';
import { readConsole } from '../read-console.ts';
import type { ChosenTarget } from '../with-target.ts';
import type { LiveView } from './live-view.ts';
import { busiest } from './queries-pane.ts';

/** Reads one server again and again; each view tells of the time since the one before. */
export interface LiveReader {
  /** The first one begins an interval and has no view. */
  next(sort: string): Promise<LiveView | undefined>;
  /** Begins a new interval, as if nothing had been read before. */
  restart(): void;
}

/** Texts are kept, as the same statements come back; more than this would be a leak. */
const MOST_TEXTS = 5000;
const SHOWN = 60;

export function liveReader(chosen: ChosenTarget): LiveReader {
  let before: LiveReading | undefined;
  let texts = new Map<string, string>();

  async function next(sort: string): Promise<LiveView | undefined> {
    const now = await takeReading(chosen);
    const earlier = before;
    before = now;
    if (earlier === undefined) return undefined;
    const interval = { now, before: earlier, seconds: now.at - earlier.at };
    const busy = busyStatements(interval);
    await learn(busiest(busy, sort, SHOWN).filter(({ key }) => !texts.has(key)));
    return { interval, busy, texts };
  }

  async function learn(unknown: LiveView['busy']): Promise<void> {
    if (unknown.length === 0) return;
    const ids = unknown.map(({ queryid }) => queryid);
    const { console_statement_texts: read } = await readConsole(chosen, {
      console_statement_texts: ids,
    });
    if (texts.size > MOST_TEXTS) texts = new Map();
    for (const [key, text] of statementTexts(read.rows)) texts.set(key, text);
  }

  function restart(): void {
    before = undefined;
  }

  return { next, restart };
}

async function takeReading(chosen: ChosenTarget): Promise<LiveReading> {
  const { name, read, target, timeoutMs } = chosen;
  const feeds = read.queries.filter(({ feed }) => feed !== undefined && feed !== 'console');
  const queries = [...OVERVIEW_QUERIES, ...REPLICATION_QUERIES, ...feeds.map(({ id }) => id)];
  const [scraped, rows] = await Promise.all([
    target.scrape({ queries, timeoutMs }),
    readConsole(chosen, { console_sessions: [], console_statements: [], console_progress: [] }),
  ]);
  if (!scraped.up) throw new CliError(`target ${name} went away while it was read`);
  const parts = Object.values(rows);
  return {
    at: performance.now() / 1000,
    families: scraped.families,
    statements: rows.console_statements.rows.map(statementRow),
    // What this program itself does is not what one wants to see.
    sessions: rows.console_sessions.rows
      .map(sessionRow)
      .filter(({ application }) => application !== 'pgvitals'),
    progress: rows.console_progress.rows,
    problems: [...new Set(parts.flatMap(({ problems }) => problems))],
  };
}

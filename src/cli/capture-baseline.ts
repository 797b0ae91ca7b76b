import { setTimeout as sleep } from 'node:timers/promises';
import type { Baseline } from '../baseline/baseline.ts';
import { BASELINE_QUERIES, takeBaseline, topStatements } from '../baseline/take-baseline.ts';
import { cleanText } from '../console/clean-text.ts';
import { statementKey, statementTexts } from '../console/statement-row.ts';
import { CliError } from './cli-error.ts';
import { liveReader } from './monitor/live-reader.ts';
import { readConsole } from './read-console.ts';
import type { ChosenTarget } from './with-target.ts';

const TEXT_LENGTH = 200;

/** What the server is like now, with rates and latencies of `windowMs` of watching. */
export async function captureBaseline(
  chosen: ChosenTarget,
  name: string,
  windowMs: number,
): Promise<Baseline> {
  const { server, target, timeoutMs } = chosen;
  const reader = liveReader(chosen);
  await reader.next('');
  await sleep(windowMs);
  const view = await reader.next('');
  const { families, up } = await target.scrape({ queries: BASELINE_QUERIES, timeoutMs });
  if (!up || view === undefined) {
    throw new CliError(`target ${chosen.name} went away while it was read`);
  }
  const ids = topStatements(view.interval).map(({ queryid }) => queryid);
  const texts =
    ids.length === 0
      ? new Map<string, string>()
      : statementTexts(
          (await readConsole(chosen, { console_statement_texts: ids })).console_statement_texts
            .rows,
        );
  return takeBaseline({
    name,
    target: chosen.name,
    at: new Date().toISOString(),
    version: server.version,
    role: server.role,
    interval: view.interval,
    families,
    textOf: (row) => cleanText(texts.get(statementKey(row)) ?? '').slice(0, TEXT_LENGTH),
  });
}

/** A name of a time that sorts as the times do. */
export function baselineName(now: Date): string {
  return now.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '');
}

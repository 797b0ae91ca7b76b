import picomatch from 'picomatch';
import { type ScrapeTarget, scrapeTarget } from '../scrape/scrape-target.ts';
import type { ScrapeLog, TargetOptions } from '../scrape/target-options.ts';
import { connect } from '../target/connect.ts';
import type { ReadConfig } from './read-config.ts';
import type { TargetConfig } from './schema.ts';
import { statementOptions } from './statement-options.ts';
import { targetConnection } from './target-connection.ts';
import { wantsTable } from './wants-table.ts';
import { withBaselineAge } from './with-baseline-age.ts';

export interface TargetHooks {
  readonly log: (target: string) => ScrapeLog;
  readonly onScrape: (target: string, seconds: number) => void;
}

/** The scrape targets of a configuration; nothing is connected before the first scrape. */
export function makeTargets(
  read: ReadConfig,
  hooks: TargetHooks,
): ReadonlyMap<string, ScrapeTarget> {
  return new Map(
    [...read.targets].map(([name, target]) => {
      const made = scrapeTarget(targetOptions(name, target, read, hooks));
      const { folder } = read.config.baselines;
      return [name, folder === undefined ? made : withBaselineAge(made, folder, target.labels)];
    }),
  );
}

function targetOptions(
  name: string,
  target: TargetConfig,
  { config, env, queries }: ReadConfig,
  hooks: TargetHooks,
): TargetOptions {
  const { connections, core_tables, databases, disable, kind, labels, tables, tags } = target;
  const { limits } = config;
  const included = picomatch([...databases.include], GLOB);
  const excluded = picomatch([...databases.exclude], GLOB);
  const off = new Set(disable);
  const wanted = wantsTable(tables);
  return {
    name,
    kind,
    labels,
    tags,
    ...(kind === 'pgbouncer' ? {} : { statements: statementOptions(config.statements) }),
    parameters: { core_tables },
    queries: queries.filter(({ id }) => !off.has(id)),
    connect,
    connectOptions: () => targetConnection(target, limits.connect_timeout, env),
    wantsDatabase: (database) => included(database) && !excluded(database),
    ...(wanted === undefined ? {} : { wantsTable: wanted }),
    limits: {
      connections: kind === 'pgbouncer' ? 1 : (connections ?? limits.connections),
      connectionMaxAgeMs: limits.connection_max_age,
    },
    now: () => performance.now(),
    log: hooks.log(name),
    onScrape: (seconds) => hooks.onScrape(name, seconds),
  };
}

/** Database names may have dots and slashes in them. */
const GLOB = { dot: true, bash: true } as const;

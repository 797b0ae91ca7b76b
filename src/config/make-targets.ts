import picomatch from 'picomatch';
import { type ScrapeTarget, scrapeTarget } from '../scrape/scrape-target.ts';
import type { ScrapeLog, TargetOptions } from '../scrape/target-options.ts';
import { connect } from '../target/connect.ts';
import { connectOptions } from '../target/options.ts';
import type { ReadConfig } from './read-config.ts';
import type { TargetConfig } from './schema.ts';

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
    [...read.targets].map(([name, target]) => [
      name,
      scrapeTarget(targetOptions(name, target, read, hooks)),
    ]),
  );
}

function targetOptions(
  name: string,
  target: TargetConfig,
  { config, env, queries }: ReadConfig,
  hooks: TargetHooks,
): TargetOptions {
  const { connections, core_tables, databases, disable, labels, tags, ...connection } = target;
  const { limits } = config;
  const included = picomatch([...databases.include], GLOB);
  const excluded = picomatch([...databases.exclude], GLOB);
  const off = new Set(disable);
  return {
    name,
    labels,
    tags,
    parameters: { core_tables },
    queries: queries.filter(({ id }) => !off.has(id)),
    connect,
    connectOptions: () =>
      connectOptions(
        connection,
        { sslmode: 'prefer', connectTimeoutMs: limits.connect_timeout },
        env,
      ),
    wantsDatabase: (database) => included(database) && !excluded(database),
    limits: {
      connections: connections ?? limits.connections,
      connectionMaxAgeMs: limits.connection_max_age,
    },
    now: () => performance.now(),
    log: hooks.log(name),
    onScrape: (seconds) => hooks.onScrape(name, seconds),
  };
}

/** Database names may have dots and slashes in them. */
const GLOB = { dot: true, bash: true } as const;

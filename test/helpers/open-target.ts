import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { CatalogQuery, Parameters } from '../../src/catalog/query.ts';
import type { Labels } from '../../src/metrics/label-text.ts';
import type { ScrapeResult } from '../../src/scrape/scrape-result.ts';
import {
  type ScrapeRequest,
  type ScrapeTarget,
  scrapeTarget,
} from '../../src/scrape/scrape-target.ts';
import type { StatementOptions } from '../../src/statements/statement-options.ts';
import { connect } from '../../src/target/connect.ts';
import type { ConnectOptions } from '../../src/target/connection.ts';
import type { ServerView } from './test-server.ts';

export interface OpenTarget extends Pick<ScrapeTarget, 'explain' | 'read' | 'close'> {
  /** All queries within 10 s, unless `request` says otherwise. */
  scrape(request?: Partial<ScrapeRequest>): Promise<ScrapeResult>;
  /** What finds the exporter's sessions in pg_stat_activity. */
  readonly applicationName: string;
  readonly log: readonly LogLine[];
  /** Scrapes that PostgreSQL was asked for. */
  readonly scrapes: () => number;
}

export interface LogLine {
  readonly level: 'info' | 'warn';
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface OpenTargetOptions {
  readonly queries: readonly CatalogQuery[];
  /** Default: `postgres`. */
  readonly database?: string;
  /** Default: the role with pg_monitor. */
  readonly user?: string;
  /** Further databases to look into; default: none. */
  readonly databases?: readonly string[];
  readonly connections?: number;
  readonly maxAgeMs?: number;
  readonly labels?: Labels;
  readonly parameters?: Parameters;
  readonly now?: () => number;
  /** Default: none, so that nothing is read of pg_stat_statements. */
  readonly statements?: StatementOptions;
  /** On top of what the server view gives. */
  readonly connection?: Partial<ConnectOptions> | (() => Partial<ConnectOptions>);
}

/** The exporter's view of a test server, which is closed when the test ends. */
export function openTarget(
  server: Pick<ServerView, 'connectOptions'>,
  options: OpenTargetOptions,
): OpenTarget {
  const { database = 'postgres', databases = [], user = 'pgvitals' } = options;
  const applicationName = `pgvitals-${randomBytes(4).toString('hex')}`;
  const log: LogLine[] = [];
  let scrapes = 0;
  const target = scrapeTarget({
    name: 'test',
    labels: options.labels ?? {},
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    queries: options.queries,
    ...(options.statements === undefined ? {} : { statements: options.statements }),
    connectOptions: async () => ({
      ...server.connectOptions({ database, user, applicationName }),
      ...(typeof options.connection === 'function' ? options.connection() : options.connection),
    }),
    connect,
    wantsDatabase: (name) => databases.includes(name),
    limits: {
      connections: options.connections ?? 3,
      connectionMaxAgeMs: options.maxAgeMs ?? 600_000,
    },
    now: options.now ?? (() => performance.now()),
    log: {
      info: (fields, message) => log.push({ ...fields, level: 'info', message }),
      warn: (fields, message) => log.push({ ...fields, level: 'warn', message }),
    },
    onScrape: () => {
      scrapes += 1;
    },
  });
  onTestFinished(() => target.close());
  return {
    scrape: (request) => target.scrape({ timeoutMs: 10_000, ...request }),
    explain: target.explain,
    read: target.read,
    close: target.close,
    applicationName,
    log,
    scrapes: () => scrapes,
  };
}

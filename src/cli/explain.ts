import { Command } from 'commander';
import { makeTargets } from '../config/make-targets.ts';
import { printable } from '../console/printable.ts';
import type { Explanation, ScrapeTarget } from '../scrape/scrape-target.ts';
import { failureOf } from '../target/failure.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { CliError } from './cli-error.ts';
import { describeTarget } from './describe-target.ts';
import { explanationText } from './explanation-text.ts';
import { EXIT, type Io } from './io.ts';
import { readServers } from './read-servers.ts';
import { addServersOptions, type ServerFlags } from './server-options.ts';

interface ExplainFlags extends ServerFlags {
  readonly target?: readonly string[];
  readonly json: boolean;
}

export function explainCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('explain').option('--json', 'print JSON', false);
  return addServersOptions(command).action(async (flags: ExplainFlags) =>
    done(await explain(flags, io)),
  );
}

export async function explain(flags: ExplainFlags, io: Io): Promise<number> {
  const read = await readServers(flags, io, 'monitorUrl');
  if (read.targets.size === 0) {
    throw new CliError(
      'no server is configured: give --url, --config.file, DATABASE_URL or PGHOST; pgvitals --help lists the ways',
      EXIT.usage,
    );
  }
  const silent = { info: () => undefined, warn: () => undefined };
  const targets = makeTargets(read, { log: () => silent, onScrape: () => undefined });
  let code: number = EXIT.ok;
  const answers: unknown[] = [];
  for (const name of flags.target ?? read.targets.keys()) {
    const target = targets.get(name);
    const config = read.targets.get(name);
    if (target === undefined || config === undefined) {
      const known = [...targets.keys()].join(', ');
      const hint = didYouMean(name, [...targets.keys()]);
      throw new CliError(
        `there is no target "${name}"${hint}; configured are: ${known}`,
        EXIT.usage,
      );
    }
    const server = await describeTarget(config, read.env);
    try {
      const explanation = await ask(target, read.config.limits.scrape_timeout);
      if (flags.json) answers.push(asJson(name, explanation));
      else io.stdout.write(printable(explanationText(name, server, explanation)));
    } catch (error) {
      const { message, reason } = failureOf(error);
      code = EXIT.failure;
      if (flags.json) answers.push({ target: name, up: false, reason, message });
      else
        io.stdout.write(
          printable(`target ${name}: ${server}\n  cannot be reached (${reason}): ${message}\n`),
        );
    }
  }
  if (flags.json) io.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
  return code;
}

async function ask(target: ScrapeTarget, timeoutMs: number): Promise<Explanation> {
  try {
    return await target.explain(timeoutMs);
  } finally {
    await target.close();
  }
}

function asJson(name: string, { plan, server }: Explanation): unknown {
  return {
    target: name,
    up: true,
    server: { version: server.version, role: server.role, user: server.user },
    runs: plan.runs.map(({ query, database, variant }) => ({
      query: query.id,
      database,
      ttl_seconds: query.ttlMs / 1000,
      variant: variant.when,
    })),
    skips: plan.skips.map(({ query, ...skip }) => ({ query: query.id, ...skip })),
  };
}

import { Command } from 'commander';
import picomatch from 'picomatch';
import { makeTargets } from '../config/make-targets.ts';
import type { ReadConfig } from '../config/read-config.ts';
import type { TargetConfig } from '../config/schema.ts';
import { targetConnection } from '../config/target-connection.ts';
import { counted } from '../console/counted.ts';
import { printable } from '../console/printable.ts';
import { checkAlertmanager } from '../doctor/check-alertmanager.ts';
import { checkGrafana } from '../doctor/check-grafana.ts';
import { checkPrometheus } from '../doctor/check-prometheus.ts';
import { examineServer } from '../doctor/examine-server.ts';
import { type Finding, missing, ok } from '../doctor/finding.ts';
import { recordingRules } from '../prometheus/recording-rules.ts';
import { failureOf } from '../target/failure.ts';
import { loadThresholds } from '../thresholds/load-thresholds.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { CliError } from './cli-error.ts';
import { addConfigFileOption } from './config-options.ts';
import { connectionHint } from './connection-hint.ts';
import { describeTarget } from './describe-target.ts';
import { findingsText, verdictText } from './findings-text.ts';
import { EXIT, type Io } from './io.ts';
import { readServers } from './read-servers.ts';
import { type ServerFlags, urlOption } from './server-options.ts';
import { terminalWidth } from './terminal-width.ts';

interface DoctorFlags extends ServerFlags {
  readonly target?: readonly string[];
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly grafana?: string;
  readonly json: boolean;
}

/** What was looked at, and what was found there. */
interface Diagnosis {
  readonly subject: string;
  readonly findings: readonly Finding[];
}

export function doctorCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('doctor');
  return addConfigFileOption(command)
    .option('--target <name...>', 'only these targets')
    .addOption(urlOption())
    .option('--prometheus <url>', 'look into this Prometheus, too')
    .option('--alertmanager <url>', 'look into this Alertmanager, too')
    .option('--grafana <url>', 'look into this Grafana, too')
    .option('--json', 'print JSON', false)
    .action(async (flags: DoctorFlags) => done(await doctor(flags, io)));
}

async function doctor(flags: DoctorFlags, io: Io): Promise<number> {
  checkUrls(flags);
  const read = await readServers(flags, io, 'monitorUrl');
  const { env } = read;
  const targets = chosenTargets(read, flags.target);
  const answers: Diagnosis[] = [];
  const say = (diagnosis: Diagnosis) => {
    answers.push(diagnosis);
    if (!flags.json) {
      const text = findingsText(diagnosis.subject, diagnosis.findings, terminalWidth(io));
      io.stdout.write(printable(text));
    }
  };
  for (const [name, target] of targets) {
    const subject = `target ${name}: ${await describeTarget(target, env)}`;
    const findings = await examine(target, read);
    const more = findings.length > 1 ? await catalogFindings(name, read) : [];
    say({ subject, findings: [...findings, ...more] });
  }
  const web = await examineWeb(flags);
  if (web.length > 0) say({ subject: 'around it', findings: web });
  const findings = answers.flatMap((one) => one.findings);
  if (flags.json) io.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
  else io.stdout.write(verdictText(findings));
  return findings.some(({ state }) => state === 'missing') ? EXIT.failure : EXIT.ok;
}

async function examine(
  target: TargetConfig,
  { config, env }: Pick<ReadConfig, 'config' | 'env'>,
): Promise<readonly Finding[]> {
  const { connections, databases } = target;
  const included = picomatch([...databases.include], GLOB);
  const excluded = picomatch([...databases.exclude], GLOB);
  try {
    const options = await targetConnection(target, config.limits.connect_timeout, env);
    return await examineServer({
      options,
      connections: connections ?? config.limits.connections,
      wantsDatabase: (name) => name === options.database || (included(name) && !excluded(name)),
      now: () => Date.now(),
      hint: connectionHint,
    });
  } catch (error) {
    return [missing('reachable', failureOf(error).message, 'nothing at all is seen')];
  }
}

/** What the exporter would make of it, in one line. */
async function catalogFindings(name: string, read: ReadConfig): Promise<readonly Finding[]> {
  const only = new Map([...read.targets].filter(([one]) => one === name));
  const silent = { info: () => undefined, warn: () => undefined };
  const hooks = { log: () => silent, onScrape: () => undefined };
  const target = makeTargets({ ...read, targets: only }, hooks).get(name);
  if (target === undefined) return [];
  try {
    const { plan } = await target.explain(read.config.limits.scrape_timeout);
    const skipped = plan.skips.length === 0 ? '' : `, ${plan.skips.length} do not`;
    return [
      ok(
        'catalog',
        `${counted(plan.runs.length, 'query runs', 'queries run')}${skipped}: pgvitals explain says why`,
      ),
    ];
  } catch (error) {
    return [missing('catalog', failureOf(error).message, 'no metrics are made of this server')];
  } finally {
    await target.close();
  }
}

/** Database names may have dots and slashes in them. */
const GLOB = { dot: true, bash: true } as const;

async function examineWeb({
  alertmanager,
  grafana,
  prometheus,
}: DoctorFlags): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    prometheus === undefined ? [] : checkPrometheus(prometheus, await expectedRules()),
    alertmanager === undefined ? [] : checkAlertmanager(alertmanager),
    grafana === undefined ? [] : checkGrafana(grafana),
  ]);
  return findings.flat();
}

async function expectedRules(): Promise<readonly string[]> {
  const records = recordingRules().flatMap(({ rules }) => rules.map(({ record }) => record));
  return [...new Set([...records, ...(await loadThresholds()).map(({ alert }) => alert)])];
}

function chosenTargets(
  { targets }: ReadConfig,
  wanted: readonly string[] | undefined,
): readonly (readonly [string, TargetConfig])[] {
  const names = [...targets.keys()];
  if (names.length === 0) {
    throw new CliError(
      'no server is configured: give --url, --config.file, DATABASE_URL or PGHOST; pgvitals --help lists the ways',
      EXIT.usage,
    );
  }
  const unknown = wanted?.find((name) => !targets.has(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, names);
    const message = `there is no target "${unknown}"${hint}; configured are: ${names.join(', ')}`;
    throw new CliError(message, EXIT.usage);
  }
  return [...targets].filter(([name]) => wanted?.includes(name) ?? true);
}

function checkUrls({ alertmanager, grafana, prometheus }: DoctorFlags): void {
  for (const [flag, value] of Object.entries({ alertmanager, grafana, prometheus })) {
    if (value === undefined || (URL.canParse(value) && /^https?:/.test(value))) continue;
    const message = `--${flag} is not a URL such as http://localhost:9090`;
    throw new CliError(message, EXIT.usage);
  }
}

import { Command } from 'commander';
import { counted } from '../console/counted.ts';
import { cronEnd, cronJobs } from '../setup/maintenance/cron-jobs.ts';
import { isSchedule, lastDue } from '../setup/maintenance/cron-schedule.ts';
import { type Job, readJobs } from '../setup/maintenance/jobs.ts';
import { refuseRun } from '../setup/maintenance/refuse-run.ts';
import { runJob } from '../setup/maintenance/run-job.ts';
import type { Connection } from '../target/connection.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { type AdminFlags, addAdminOptions, adminConnection } from './admin-connection.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { terminalWidth } from './terminal-width.ts';
import { textTable } from './text-table.ts';

interface ScheduleFlags extends AdminFlags {
  readonly apply: boolean;
  readonly remove: boolean;
}

interface ListFlags extends AdminFlags {
  readonly json: boolean;
}

export function maintenanceCommand(io: Io, done: (code: number) => void): Command {
  const run = addAdminOptions(new Command('run'))
    .description('run one job, or all whose time has come; two runs of a job never overlap')
    .argument('[job]', 'a job of "maintenance list"')
    .option('--json', 'print JSON', false)
    .action(async (job: string | undefined, flags: ListFlags) =>
      done(
        await withJobs(flags, io, (session, jobs) => runJobs(session, jobs, job, flags, io), true),
      ),
    );
  const list = addAdminOptions(new Command('list'))
    .description('list the jobs with their schedule and their last run')
    .option('--json', 'print JSON', false)
    .action(async (flags: ListFlags) =>
      done(await withJobs(flags, io, async (_, jobs) => listJobs(jobs, flags, io))),
    );
  const schedule = addAdminOptions(new Command('schedule'))
    .description('have pg_cron run the jobs, or say what to write into a crontab')
    .option('--apply', 'tell pg_cron', false)
    .option('--remove', 'have pg_cron run them no longer', false)
    .action(async (flags: ScheduleFlags) =>
      done(await withJobs(flags, io, (session, jobs) => scheduleJobs(session, jobs, flags, io))),
    );
  return new Command('maintenance').addCommand(run).addCommand(list).addCommand(schedule);
}

async function withJobs(
  flags: AdminFlags,
  io: Io,
  work: (session: Connection, jobs: readonly Job[]) => Promise<number>,
  locks = false,
): Promise<number> {
  const server = await adminConnection(flags, io, 'pgvitals maintenance');
  const session = await server.open();
  try {
    if (locks && session.pooled) {
      throw new CliError(
        'a pooler such as PgBouncer stands in between, through which the lock of a run does not hold: give the address of the server itself',
      );
    }
    return await work(session, await readJobs(session));
  } finally {
    await session.close();
  }
}

async function runJobs(
  session: Connection,
  jobs: readonly Job[],
  wanted: string | undefined,
  { json }: ListFlags,
  io: Io,
): Promise<number> {
  const names = jobs.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted)) {
    const hint = didYouMean(wanted, names);
    throw new CliError(`there is no job "${wanted}"${hint}; the jobs are ${names.join(', ')}`, 2);
  }
  await refuseRun(session);
  const chosen = jobs.filter((job) => (wanted === undefined ? isDue(job) : job.name === wanted));
  const runs = [];
  for (const { name } of chosen) {
    const run = await runJob(session, name);
    runs.push(run);
    if (json) continue;
    io.stdout.write(`${name}: ${run.status}\n`);
    for (const { item, outcome } of run.items) io.stdout.write(`  ${item}  ${outcome}\n`);
  }
  if (json) io.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
  else if (chosen.length === 0) io.stdout.write('No job is due.\n');
  return runs.some(({ status }) => status === 'failed') ? EXIT.failure : EXIT.ok;
}

/** Those of pg_cron have somebody who minds the time. */
function isDue({ byCron, enabled, last, schedule }: Job): boolean {
  if (!enabled || byCron) return false;
  const due = lastDue(schedule, new Date());
  return due !== undefined && (last === null || new Date(last.started) < due);
}

function listJobs(jobs: readonly Job[], { json }: ListFlags, io: Io): number {
  if (json) {
    io.stdout.write(`${JSON.stringify(jobs, null, 2)}\n`);
    return EXIT.ok;
  }
  const rows = jobs.map(({ byCron, enabled, last, name, schedule }) => [
    name,
    enabled ? schedule : 'off',
    isSchedule(schedule) ? (byCron ? 'pg_cron' : 'you') : 'nobody: not a schedule',
    last === null ? 'never' : `${last.started.slice(0, 16).replace('T', ' ')} UTC`,
    last === null ? '' : last.status,
    last?.message ?? (last?.items === null || last === null ? '' : counted(last.items, 'item')),
  ]);
  for (const line of textTable(COLUMNS, rows, terminalWidth(io))) io.stdout.write(`${line}\n`);
  return EXIT.ok;
}

const COLUMNS = [
  { title: 'JOB', align: 'left' },
  { title: 'SCHEDULE', align: 'left' },
  { title: 'RUN BY', align: 'left' },
  { title: 'LAST RUN', align: 'left' },
  { title: 'STATUS', align: 'left' },
  { title: 'RESULT', align: 'left', least: 10 },
] as const;

async function scheduleJobs(
  session: Connection,
  jobs: readonly Job[],
  { apply, remove }: ScheduleFlags,
  io: Io,
): Promise<number> {
  const { rows } = await session.query("SELECT 1 FROM pg_extension WHERE extname = 'pg_cron'");
  if (rows.length === 0) {
    if (apply) throw new CliError(`database ${session.database} has no pg_cron. ${CRONTAB}`);
    io.stdout.write(`Database ${session.database} has no pg_cron. ${CRONTAB}\n`);
    return EXIT.ok;
  }
  if (apply) await refuseRun(session);
  const statements = remove ? cronEnd(jobs) : cronJobs(jobs);
  for (const sql of statements) {
    if (apply) await session.query(sql);
    io.stdout.write(`${sql}\n`);
  }
  const end = apply
    ? `pg_cron ${remove ? 'runs them no longer' : 'runs them from now on'}.`
    : 'The same command with --apply tells pg_cron.';
  io.stdout.write(statements.length === 0 ? 'There is nothing to do.\n' : `${end}\n`);
  return EXIT.ok;
}

const CRONTAB = `In a crontab, this line runs each job when its time has come:
*/5 * * * *  pgvitals maintenance run --config.file /etc/pgvitals.yaml`;

import { Command } from 'commander';
import type { CheckResult, SuiteResult } from '../setup/verify/suite.ts';
import { verifySchema } from '../setup/verify/verify.ts';
import { type AdminFlags, addAdminOptions, adminConnection } from './admin-connection.ts';
import { EXIT, type Io } from './io.ts';

interface VerifyFlags extends AdminFlags {
  readonly role: string;
  readonly verbose: boolean;
  readonly json: boolean;
}

export function verifyCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('verify');
  return addAdminOptions(command)
    .option('--role <name>', 'the role that setup was run for', 'pgvitals')
    .option('--verbose', 'every check, not only those that failed', false)
    .option('--json', 'print JSON', false)
    .action(async (flags: VerifyFlags) => done(await verify(flags, io)));
}

async function verify(flags: VerifyFlags, io: Io): Promise<number> {
  const server = await adminConnection(flags, io, 'pgvitals verify');
  const session = await server.open();
  let suites: readonly SuiteResult[];
  try {
    suites = await verifySchema(session, flags.role, `${flags.role}_maintenance`);
  } finally {
    await session.close();
  }
  const all = suites.flatMap(({ checks }) => checks);
  if (flags.json) {
    const total = { passed: count(all, 'passed'), failed: count(all, 'failed') };
    const skipped = count(all, 'skipped');
    io.stdout.write(`${JSON.stringify({ suites, ...total, skipped }, null, 2)}\n`);
  } else {
    io.stdout.write(`${server.description}\n\n`);
    suites.forEach((suite, index) => {
      io.stdout.write(suiteText(suite, index + 1, flags.verbose || index + 1 === suites.length));
    });
    io.stdout.write(`\nIn all: ${counts(all)}.\n`);
  }
  return all.some(({ outcome }) => outcome === 'failed') ? EXIT.failure : EXIT.ok;
}

function suiteText({ checks, title }: SuiteResult, number: number, full: boolean): string {
  const shown = checks.filter(({ outcome }) => full || outcome === 'failed');
  const skipped = checks.find(({ outcome }) => outcome === 'skipped');
  const lines = shown.map(
    (check) =>
      `      ${check.outcome.padEnd(7)}  ${check.title}${check.detail === '' ? '' : `: ${check.detail}`}\n`,
  );
  const why = skipped === undefined || full ? '' : `      ${skipped.detail}\n`;
  return `${String(number).padStart(3)}. ${title.padEnd(34)} ${counts(checks)}\n${lines.join('')}${why}`;
}

function counts(checks: readonly CheckResult[]): string {
  const skipped = count(checks, 'skipped');
  const more = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${count(checks, 'passed')} passed, ${count(checks, 'failed')} failed${more}`;
}

function count(checks: readonly CheckResult[], wanted: CheckResult['outcome']): number {
  return checks.filter(({ outcome }) => outcome === wanted).length;
}

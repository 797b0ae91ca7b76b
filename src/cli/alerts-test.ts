import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AlertmanagerClient, NewAlert } from '../alertmanager/alertmanager-client.ts';
import { type NotificationCount, notificationCounts } from '../alertmanager/notification-counts.ts';
import { durationSchema } from '../catalog/duration.ts';
import {
  type AlertmanagerFlags,
  addAlertmanagerOptions,
  openAlertmanager,
} from './alertmanager-options.ts';
import { CliError } from './cli-error.ts';
import { interruptible } from './interruptible.ts';
import { EXIT, type Io } from './io.ts';

interface TestFlags extends AlertmanagerFlags {
  readonly severity: string;
  readonly target: string;
  /** Milliseconds. */
  readonly wait: number;
}

const POLL_MS = 250;
const TAKEN_LIMIT_MS = 10_000;

export function alertsTestCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('test')
    .description('send a marked alert (test="true") the whole way, and say how far it came')
    .argument('<name>', 'its alertname, for example PostgresServerDown')
    .addOption(
      new Option('--severity <severity>', 'which way it goes')
        .choices(['critical', 'warning', 'info'])
        .default('warning'),
    )
    .option('--target <name>', 'of which target it shall seem to be', 'test')
    .addOption(
      new Option('--wait <duration>', 'for how long to look whether it is sent on')
        .argParser(readWait)
        .default(60_000, '60s'),
    );
  return addAlertmanagerOptions(command).action(async (name: string, flags: TestFlags) =>
    done(await alertsTest(name, flags, io)),
  );
}

function readWait(text: string): number {
  const { data, success } = durationSchema.safeParse(text);
  if (success) return data;
  throw new InvalidArgumentError('expected a duration such as 30s or 2m.');
}

async function alertsTest(name: string, flags: TestFlags, io: Io): Promise<number> {
  const client = await openAlertmanager(flags, io);
  const say = (line: string) => io.stdout.write(`${line}\n`);
  const before = notificationCounts(await client.metrics());
  const started = Date.now();
  const alert = testAlert(name, flags, started);
  return interruptible(async (orStop) => {
    await client.postAlert(alert);
    try {
      const receivers = await orStop(untilTaken(client, alert));
      say(`Alertmanager at ${client.url} has taken it, for: ${receivers.join(', ')}.`);
      if (flags.wait === 0) return EXIT.ok;
      const sent = await orStop(untilSent(client, before, started + flags.wait));
      for (const [integration, count] of sent) say(outcome(integration, count, started));
      if (sent.size === 0) {
        say(
          `Nothing was sent in ${flags.wait / 1000} s: the receiver may have no integration, a silence or a maintenance window may be in the way, or group_wait is longer.`,
        );
      }
      // Info need not go anywhere; what should page somebody must.
      const lost = sent.size === 0 && flags.severity !== 'info';
      const failed = [...sent.values()].some((count) => count.failed > 0);
      return lost || failed ? EXIT.failure : EXIT.ok;
    } finally {
      await client.postAlert({ ...alert, endsAt: new Date() });
      say('The test alert is resolved.');
    }
  });
}

function testAlert(name: string, { severity, target }: TestFlags, now: number): NewAlert {
  return {
    labels: { alertname: name, severity, target, category: 'test', test: 'true' },
    annotations: {
      summary: `${name} on ${target}: a test of the way that alerts take`,
      description:
        'Somebody ran `pgvitals alerts test` to see that this message arrives. Nothing is wrong.',
      value: 'test',
      limit: 'test',
      sql: 'SELECT 1',
      runbook_url: 'docs/paging.md',
      dashboard_url: '/d/pgvitals-fleet?var-instance=test&var-datname=test',
    },
    startsAt: new Date(now),
    endsAt: new Date(now + TAKEN_LIMIT_MS + 3_600_000),
  };
}

/** The receivers that it goes to. */
async function untilTaken(
  client: AlertmanagerClient,
  { labels }: NewAlert,
): Promise<readonly string[]> {
  const filter = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  for (const end = Date.now() + TAKEN_LIMIT_MS; Date.now() < end; await sleep(POLL_MS)) {
    const [alert] = await client.alerts(filter);
    if (alert !== undefined) return alert.receivers.map(({ name }) => name);
  }
  throw new CliError(
    `Alertmanager at ${client.url} answered well, but did not show the alert in ${TAKEN_LIMIT_MS / 1000} s; look at its log`,
  );
}

type Counts = ReadonlyMap<string, NotificationCount>;

/** What the integrations did since `before`; they come at slightly different times. */
async function untilSent(client: AlertmanagerClient, before: Counts, end: number): Promise<Counts> {
  let seen = growth(before, before);
  while (Date.now() < end) {
    await sleep(POLL_MS * 2);
    const now = growth(before, notificationCounts(await client.metrics()));
    // The same twice: nobody is under way any more.
    if (now.size > 0 && now.size === seen.size) return now;
    seen = now;
  }
  return seen;
}

function growth(before: Counts, after: Counts): Counts {
  const grown = [...after].map(([integration, { failed, sent }]) => {
    const old = before.get(integration) ?? { sent: 0, failed: 0 };
    return [integration, { sent: sent - old.sent, failed: failed - old.failed }] as const;
  });
  return new Map(grown.filter(([, { failed, sent }]) => failed > 0 || sent > 0));
}

function outcome(
  integration: string,
  { failed, sent }: NotificationCount,
  started: number,
): string {
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  return failed > 0
    ? `  ${integration}: ${failed} of ${sent} attempts failed; the log of Alertmanager says why`
    : `  ${integration}: sent after ${seconds} s`;
}

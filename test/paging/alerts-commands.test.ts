import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { type Run, runMain } from '../cli/run-main.ts';
import type { Listening } from '../helpers/run-listening.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import { runAlertmanager } from './run-alertmanager.ts';
import { SECRETS, shippedAlertmanager } from './shipped-alertmanager.ts';

let folder: string;
let receivers: Receivers;
let alertmanager: Listening;

beforeAll(async () => {
  receivers = await startReceivers();
  folder = await mkdtemp(join(tmpdir(), 'pgvt-alerts-'));
  await shippedAlertmanager(receivers, { folder });
  alertmanager = await runAlertmanager(folder);
});
afterAll(async () => {
  await alertmanager?.[Symbol.asyncDispose]();
  await receivers?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('pgvitals alerts test', () => {
  test('pages through PagerDuty with all that a person needs, and resolves', async () => {
    const run = await alerts(
      'test',
      'PostgresDown',
      '--severity',
      'critical',
      '--target',
      'orders',
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toBe(
      `Alertmanager at ${alertmanager.url} has taken it, for: pager.
  pagerduty: sent after N s
The test alert is resolved.
`,
    );
    const events = () => receivers.pagerduty.filter(({ payload }) => payload?.class !== 'x');
    await until(() => events().some(({ event_action }) => event_action === 'resolve'));
    const [trigger, resolve, ...more] = events();
    expect(more).toEqual([]);
    expect(trigger).toMatchObject({
      routing_key: SECRETS['pagerduty-routing-key'],
      event_action: 'trigger',
      client: 'pgvitals',
      payload: {
        summary: 'CRITICAL PostgresDown on orders: a test of the way that alerts take (TEST)',
        severity: 'critical',
        class: 'PostgresDown',
        component: 'orders',
        group: 'test',
        custom_details: {
          value: 'test',
          limit: 'test',
          look: 'SELECT 1',
          since: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
          acknowledge: expect.stringMatching(/^pgvitals alerts ack [0-9a-f]{16} --comment/),
        },
      },
    });
    expect(resolve?.event_action).toBe('resolve');
    expect(resolve?.dedup_key).toBe(trigger?.dedup_key);
  });

  test('a warning goes to Slack and by e-mail', async () => {
    const run = await alerts('test', 'CacheHitRatioLow', '--target', 'orders');
    expect(run.stdout).toContain('for: chat-and-mail.');
    expect(run.stdout).toContain('  slack: sent after N s\n');
    expect(run.stdout).toContain('  email: sent after N s\n');
    await until(() => receivers.slack.length >= 2 && receivers.mails.length >= 2);
    const [firing, over] = receivers.slack;
    expect(firing).toMatchObject({ path: SECRETS['slack-webhook-url'], channel: '#databases' });
    expect(firing?.attachments[0]).toMatchObject({
      title: 'WARNING CacheHitRatioLow on orders: a test of the way that alerts take (TEST)',
      color: 'warning',
    });
    expect(firing?.attachments[0]?.text).toMatch(/Value \*test\*, limit test, since [\d:]+ UTC\n/);
    expect(over?.attachments[0]).toMatchObject({
      title: 'RESOLVED CacheHitRatioLow on orders: a test of the way that alerts take (TEST)',
      color: 'good',
    });
    const [mail] = receivers.mails;
    expect(mail).toMatchObject({
      user: 'pgvitals@example.com',
      password: SECRETS['smtp-password'],
      to: ['dba@example.com'],
    });
    expect(mail?.text).toMatch(/^Subject: WARNING CacheHitRatioLow on orders/m);
    expect(mail?.text).toContain('  Value      test\r\n  Limit      test\r\n');
    expect(mail?.text).toContain(
      '<a href="http://localhost:3000/d/pgvitals-fleet?var-instance=test&amp;var-datname=test">',
    );
    expect(mail?.text).toContain('</html>');
    expect(receivers.mails).toHaveLength(2);
    expect(mail?.text).toContain('<pre style="padding: 8px; background: #f4f4f4">SELECT 1</pre>');
  });

  test('says that nothing was sent where nobody is to be told', async () => {
    const run = await alerts('test', 'IndexUnused', '--severity', 'info', '--wait', '2s');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('for: record.\nNothing was sent in 2 s: ');
  });

  test('says that sending failed', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'pgvt-alerts-'));
    const nowhere = `http://127.0.0.1:${await freePort()}/v2/enqueue`;
    await shippedAlertmanager(receivers, {
      folder: broken,
      change: ({ global }) => Object.assign(global, { pagerduty_url: nowhere }),
    });
    await using other = await runAlertmanager(broken);
    const run = await runMain(['alerts', 'test', 'X', '--severity=critical'], {
      PGVITALS_ALERTMANAGER_URL: other.url,
    });
    expect(run.stdout).toMatch(/pagerduty: \d+ of \d+ attempts failed; the log of Alertmanager/);
    expect(run.code).toBe(1);
    await rm(broken, { recursive: true, force: true, maxRetries: 5 });
  });
});

describe('pgvitals alerts list, ack, silence', () => {
  beforeAll(async () => {
    await post({ alertname: 'CacheHitRatioLow', severity: 'warning', target: 'a' }, 65_000);
    await post({ alertname: 'CacheHitRatioLow', severity: 'warning', target: 'b' }, 7_300_000);
    await post({ alertname: 'ReplicationLag', severity: 'critical', target: 'b' }, 5_000);
    await post({ alertname: 'ReplicationLag', severity: 'warning', target: 'b' }, 9_000);
  });

  test('the worst comes first, then the oldest, with age and state', async () => {
    await until(async () => (await list()).length === 4);
    const { code, stdout } = await alerts('list');
    expect(code).toBe(0);
    const seconds = expect.stringMatching(/^\d+s$/);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^[0-9a-f]{8} /, '# '));
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['ID', 'SEVERITY', 'AGE', 'TARGET', 'ALERT'],
      ['#', 'critical', seconds, 'b', 'ReplicationLag'],
      ['Of b'],
      ['#', 'warning', '2h 1m', 'b', 'CacheHitRatioLow'],
      ['Of b'],
      ['#', 'warning', '1m', 'a', 'CacheHitRatioLow'],
      ['Of a'],
      ['#', 'warning', seconds, 'b', 'ReplicationLag'],
      ['Of b'],
      ['inhibited: a worse alert says the same'],
    ]);
  });

  test('lists of one severity, one target, some labels', async () => {
    expect(await list('--severity', 'critical')).toHaveLength(1);
    expect(await list('--target', 'b')).toHaveLength(3);
    expect(await list('alertname=~Cache.*', 'target!=a')).toHaveLength(1);
    const none = await alerts('list', 'alertname=Nothing');
    expect(none).toMatchObject({ code: 0, stdout: 'No alert of that kind fires.\n' });
  });

  test('ack silences exactly one alert, and leaves who, why and until when', async () => {
    const two = await alerts('ack', 'CacheHitRatioLow', '-c', 'x', '--author', 'ada');
    expect(two.code).toBe(2);
    expect(two.stderr).toMatch(
      /"CacheHitRatioLow" is 2 alerts; which\?\n {2}[0-9a-f]{16} {2}warning {2}/,
    );
    const [{ id = '' } = {}] = await list('alertname=CacheHitRatioLow', 'target=a');
    const run = await alerts(
      'ack',
      id.slice(0, 8),
      '-c',
      'more memory is ordered',
      '--author',
      'ada',
      '--for',
      '3h',
    );
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(
      /^ada has CacheHitRatioLow of a until \S+ \S+ UTC. To take it back: pgvitals alerts unsilence \S{36}\n$/,
    );
    await until(async () => (await list('target=a'))[0]?.state === 'suppressed');
    expect(await list('target=a')).toMatchObject([
      { silences: [{ by: 'ada', comment: 'more memory is ordered' }] },
    ]);
    expect((await list('target=b')).map(({ state }) => state)).toContain('firing');
    const silence = /unsilence (\S+)/.exec(run.stdout)?.[1] ?? '';
    expect((await alerts('silences')).stdout).toMatch(
      new RegExp(
        `\n${silence.slice(0, 8)} +active +.* UTC +.* UTC +ada\n +more memory is ordered\n +.*target="a"\n$`,
      ),
    );
    const ended = await alerts('unsilence', silence.slice(0, 10));
    expect(ended.stdout).toBe(`Ended the silence ${silence} of ada: more memory is ordered\n`);
    expect((await alerts('silences')).stdout).toBe('Nothing is silenced.\n');
    // The trail stays.
    expect((await alerts('silences', '--all')).stdout).toContain('more memory is ordered');
    expect((await alerts('unsilence', silence)).stdout).toContain('is over already');
  });

  test('silence keeps what matches quiet', async () => {
    const run = await alerts(
      'silence',
      'target=b',
      '-c',
      'new disks',
      '--author',
      'ada',
      '--for',
      '1h',
    );
    expect(run.stdout).toMatch(
      /^Quiet from .* UTC until .* UTC: target="b", which is 3 alerts now.\n/,
    );
    await until(async () => (await list('target=b')).every(({ state }) => state === 'suppressed'));
    expect((await alerts('list')).stdout).toMatch(/\n +silenced by ada until .* UTC: new disks\n/);
    const later = await alerts(
      'silence',
      'target=c',
      '-c',
      'later',
      '--author',
      'ada',
      '--from',
      '2099-01-01T02:00:00Z',
    );
    expect(later.stdout).toMatch(/^Quiet from 2099-01-01 02:00 UTC until 2099-01-01 04:00 UTC: /);
    expect((await alerts('silences')).stdout).toMatch(
      / pending +2099-01-01 02:00 UTC +.* UTC +ada\n +later\n/,
    );
  });

  test.each([
    [['silence', 'target', '-c', 'x', '--author', 'a'], '"target" is no matcher, expected a label'],
    [
      ['silence', 'a=b', '-c', 'x', '--author', 'a', '--for', 'ever'],
      'expected a duration such as 30m',
    ],
    [
      ['silence', 'a=b', '-c', 'x', '--author', 'a', '--from', 'tomorrow'],
      '--from is "tomorrow", expected a time',
    ],
    [
      ['silence', 'a=b', '-c', 'x', '--author', 'a', '--from', '2020-01-01T00:00:00Z'],
      'would be over since 2020-01-01 02:00',
    ],
    [['silence', 'a=b', '--author', 'a'], "required option '-c, --comment <text>' not specified"],
    [['ack', 'CacheHitRatioLow', '-c', 'x'], 'who are you? Give --author NAME'],
    [['list', '--severity', 'high'], 'Allowed choices are critical, warning, info'],
  ])('%j is refused with one sentence', async (args, sentence) => {
    const { code, stderr } = await alerts(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n +at /);
  });

  test('what is not there is said', async () => {
    const ack = await alerts('ack', 'CacheHitRatioLo', '-c', 'x', '--author', 'a');
    expect(ack).toMatchObject({ code: 1 });
    expect(ack.stderr).toBe(
      'pgvitals: no alert "CacheHitRatioLo" fires, see pgvitals alerts list; did you mean "CacheHitRatioLow"?\n',
    );
    for (const command of [['unsilence'], ['ack', '-c', 'x', '--author', 'a']]) {
      const unset = await alerts(...command, '');
      expect([unset.code, unset.stderr]).toEqual([
        2,
        expect.stringContaining('Expected an id or the start of one.'),
      ]);
    }
    expect((await alerts('unsilence', 'abc')).stderr).toBe(
      'pgvitals: there is no silence abc; pgvitals alerts silences shows those that there are\n',
    );
  });
});

describe('a message in Slack', () => {
  test('shows comparisons in SQL as they are, though Slack takes <...> for a link', async () => {
    const sql = "SELECT 1 WHERE a < b AND c > d AND e = 'f & g'";
    await post({ alertname: 'Compared', severity: 'warning', target: 'c' }, 1000, { sql });
    const texts = () =>
      receivers.slack.flatMap(({ attachments }) => attachments).map(({ text }) => text);
    await until(() => texts().some((text) => text.includes('WHERE a')));
    expect(texts().join('\n')).toContain(
      "```SELECT 1 WHERE a &lt; b AND c &gt; d AND e = 'f &amp; g'```",
    );
  });
});

describe('an Alertmanager that is not there', () => {
  test('is one sentence', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await runMain(['alerts', 'list', '--alertmanager', url]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^pgvitals: Alertmanager at \S+ cannot be reached: .*ECONNREFUSED.*; is it running, and is --alertmanager right\?\n$/,
    );
  });

  test('something else there is said, and a password is not', async () => {
    const other = receivers.url.replace('//', '//ada:geheim@');
    const { code, stderr } = await runMain(['alerts', 'list', '--alertmanager', other]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^pgvitals: .* http:\/\/127.0.0.1:\d+ .*\n$/);
    expect(stderr).not.toContain('geheim');
    const bad = await runMain(['alerts', 'list', '--alertmanager', 'ftp://ada:geheim@x']);
    expect(bad).toMatchObject({ code: 2 });
    expect(bad.stderr).toBe(
      'pgvitals: the address of Alertmanager is "ftp://***@x", expected a URL such as http://localhost:9093\n',
    );
  });
});

async function alerts(...args: readonly string[]): Promise<Run> {
  const run = await runMain(['alerts', ...args], {
    PGVITALS_ALERTMANAGER_URL: alertmanager.url,
    COLUMNS: '300',
  });
  return { ...run, stdout: run.stdout.replace(/after \d+ s/g, 'after N s') };
}

interface Listed {
  readonly id: string;
  readonly state: string;
}

async function list(...args: readonly string[]): Promise<readonly Listed[]> {
  return JSON.parse((await alerts('list', '--json', 'test!=true', ...args)).stdout) as Listed[];
}

async function post(
  labels: Readonly<Record<string, string>>,
  ageMs: number,
  annotations: Readonly<Record<string, string>> = { summary: `Of ${labels.target}` },
): Promise<void> {
  const startsAt = new Date(Date.now() - ageMs);
  const endsAt = new Date(Date.now() + 600_000);
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ labels, annotations, startsAt, endsAt }]),
  });
  expect(response.status).toBe(200);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const done = await waitUntil(isSo, { timeoutMs: 20_000, intervalMs: 100 });
  expect(done, `in the end: ${isSo}\n${alertmanager.log().slice(-3000)}`).toBe(true);
}

import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../../../src/demo/embedded/wait-until.ts';
import { MAJORS } from '../../helpers/servers.ts';
import { sharedServer } from '../../helpers/shared.ts';
import type { ServerView } from '../../helpers/test-server.ts';
import { buildProgram } from '../program.ts';
import { runMain } from '../run-main.ts';

const NEWEST = MAJORS.at(-1) ?? 18;

describe.each(MAJORS)('monitor realtime once on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  test('as JSON has a blocker with its waiter, the statement that was slow, and progress', async () => {
    const database = await blockedDatabase(server);
    const env = { DATABASE_URL: server.uri({ database, user: 'pgvitals' }) };
    const running = runMain(['monitor', 'realtime', '--json', '--interval', '1s'], env);
    let over = false;
    void running.then(() => {
      over = true;
    });
    // Again and again, as nobody knows when the interval begins.
    while (!over) await server.execute('SELECT count(*) AS in_realtime', { database });
    const { code, stderr, stdout } = await running;
    expect([code, stderr]).toEqual([0, '']);
    const { blockers, overview, queries, sessions, waits, ...rest } = JSON.parse(stdout);
    expect(rest).toMatchObject({ target: 'default', role: 'primary', problems: [], progress: [] });
    expect(rest.seconds).toBeGreaterThanOrEqual(1);
    const mine = blockers.filter((row: { database?: string }) => row.database === database);
    expect(mine).toMatchObject([
      { depth: 0, behind: 1, state: 'idle in transaction', blockedBy: [] },
      { depth: 1, behind: 0, state: 'active', wait: 'relation', blockedBy: [mine[0].pid] },
    ]);
    expect(overview.commitsPerSecond).toBeGreaterThan(0);
    expect(overview.waitingForLock).toBeGreaterThanOrEqual(1);
    expect(overview.maxConnections).toBe(50);
    expect(waits).toContainEqual(expect.objectContaining({ type: 'Lock', event: 'relation' }));
    expect(sessions.length).toBeGreaterThanOrEqual(2);
    expect(queries.map(({ text }: { text: string }) => text)).toContainEqual(
      expect.stringContaining('in_realtime'),
    );
  });
});

describe('monitor realtime', () => {
  const server = sharedServer(NEWEST);

  test('is text without escape sequences and fits where it is not a terminal', async () => {
    const env = { DATABASE_URL: server.uri({ user: 'pgvitals' }), COLUMNS: '80' };
    const { code, stdout } = await runMain(['monitor', 'realtime', '--interval', '200ms'], env);
    expect(code).toBe(0);
    for (const title of ['OVERVIEW', 'QUERIES', 'SESSIONS', 'BLOCKERS', 'REPLICATION']) {
      expect(stdout).toContain(`\n${title}\n`);
    }
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((text) => [...text].length > 80)).toEqual([]);
  });

  test('a role without grants is told what it misses', async () => {
    const env = { DATABASE_URL: server.uri({ user: 'plain' }) };
    const argv = ['monitor', 'realtime', '--once', '--interval', '200ms'];
    const { code, stdout } = await runMain(argv, env);
    expect(code).toBe(0);
    expect(stdout).toContain('note: role plain lacks the privileges of pg_read_all_stats; GRANT');
  });

  test.each([
    ['q', 0],
    ['\u0003', 0],
  ])('in a terminal it takes the whole screen and gives it back on %j', async (key, code) => {
    await buildProgram();
    const live = startInTerminal(server);
    await live.until(/3 sessions/);
    await live.until(/cache hits/);
    live.type('2');
    await live.until(/\[2 queries\]/);
    live.type(key);
    expect(await live.ended).toBe(code);
    const output = live.output();
    expect(output).toContain('\u001b[?1049h');
    expect(output.trimEnd().endsWith('\u001b[?7h\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(output).not.toContain('\u001b[1;36m');
  });
});

/** A database where one session waits for a table that an idle one has locked. */
async function blockedDatabase(server: ServerView): Promise<string> {
  const database = await server.createDatabase();
  await server.execute('CREATE TABLE t (id int)', { database });
  const [holder, waiter] = [await server.connect({ database }), await server.connect({ database })];
  await holder.script('BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE');
  const waiting = waiter.query('SELECT count(*) FROM t').catch(() => undefined);
  onTestFinished(async () => {
    await Promise.all([holder.close(), waiter.abandon(), waiting]);
    await server.dropDatabase(database);
  });
  await waitUntil(
    async () =>
      (
        await server.execute(
          `SELECT 1 FROM pg_stat_activity WHERE datname = '${database}' AND wait_event_type = 'Lock'`,
        )
      ).length > 0,
    { timeoutMs: 10_000 },
  );
  return database;
}

/** The program with a pseudo-terminal of 80 columns, by the `script` of util-linux. */
function startInTerminal(server: ServerView) {
  const program = `${process.execPath} dist/cli/bin.js monitor realtime --interval 300ms`;
  const child = spawn('script', ['-qefc', `stty cols 80 rows 24; exec ${program}`, '/dev/null'], {
    env: {
      PATH: process.env.PATH,
      TERM: 'xterm-256color',
      NO_COLOR: '1',
      DATABASE_URL: server.uri({ user: 'pgvitals' }),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  return {
    output: () => output,
    type: (key: string) => void child.stdin.write(key),
    until: async (pattern: RegExp) => {
      const found = await waitUntil(async () => pattern.test(output), { timeoutMs: 20_000 });
      if (!found) throw new Error(`there is no ${pattern} in:\n${output}`);
    },
    ended: new Promise<number | null>((resolve) => child.on('exit', resolve)),
  };
}

import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAJORS, startServer, startStandby } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { serverPicture } from '../setup/server-picture.ts';
import { faultsOf } from './matrix/faults.ts';
import { replayed } from './matrix/replayed.ts';
import { runMain } from './run-main.ts';

const ROLE = ['--role', 'mon'];

describe.each(MAJORS)('commands that write, on PostgreSQL %i', (major) => {
  test('do so on the primary with the rights; elsewhere they change nothing and say what is in the way', {
    timeout: 120_000,
  }, async () => {
    await using primary = await startServer(major);
    await using standby = await startStandby(primary);
    const file = join(await temporaryFolder(), 'password');
    const before = [await picture(primary), await picture(standby)];

    // Nobody else may set anything up, and no password is made for a role that is not.
    const setup = ['setup', '--schema', ...ROLE, '--password-file', file, '--apply'];
    for (const who of [as(primary, 'pgvitals'), as(standby), as(standby, 'pgvitals')]) {
      const { code, place, stdout } = await run(who, ...setup);
      expect([place, code, await isThere(file)]).toEqual([place, 1, false]);
      expect(stdout, place).toContain('\nNothing was missing that ');
      expect(stdout, place).toContain('    admin    role mon with at most 5 connections\n');
      expect(stdout, place).not.toMatch(/Password of|Restart PostgreSQL now|^ {4}missing/m);
      const down = await run(who, 'setup', 'down', ...ROLE, '--apply');
      expect([down.code, down.stdout]).toEqual([0, expect.stringContaining(NOTHING_KNOWN)]);
    }
    expect([await picture(primary), await picture(standby)]).toEqual(before);

    const applied = await run(as(primary), ...setup);
    expect([applied.code, applied.stderr]).toEqual([0, '']);
    const password = (await readFile(file, 'utf8')).trim();
    const mon = (server: ServerView) => ({ server, user: 'mon', password });
    await replayed(primary, standby);
    const between = [await picture(primary), await picture(standby)];

    for (const who of [as(standby), mon(primary)]) {
      const verified = await run(who, 'verify', ...ROLE);
      expect([verified.place, verified.code]).toEqual([verified.place, 0]);
      expect(verified.stdout).toMatch(/\nIn all: \d+ passed, 0 failed, 7 skipped\.\n$/);
      const list = await run(who, 'maintenance', 'list');
      expect(list.stdout, list.place).toMatch(/^weekly_vacuum +0 3 \* \* 0 +you +never$/m);
    }
    for (const server of [primary, standby]) {
      const on = server === standby ? ' on the primary' : '';
      refused(
        await run(as(server, 'pgvitals'), 'verify', ...ROLE),
        `pgvitals: role pgvitals may not use the schema monitoring: log in as mon, or${on} GRANT mon TO pgvitals;\n`,
      );
      refused(
        await run(as(server, 'pgvitals'), 'maintenance', 'list'),
        `pgvitals: role pgvitals may not use the schema monitoring: GRANT mon_maintenance TO pgvitals;${on}\n`,
      );
      const { code, stdout } = await run(as(server, 'pgvitals'), 'setup', '--schema', ...ROLE);
      expect([code, stdout]).toEqual([
        0,
        expect.stringContaining('    admin    schema monitoring\n'),
      ]);
      expect(stdout).toContain('it is there, but pgvitals may not look into it');
    }

    // Jobs, by name and those that are due.
    for (const job of [[], ['weekly_vacuum']]) {
      refused(await run(as(standby), 'maintenance', 'run', ...job), ON_STANDBY);
    }
    refused(await run(mon(standby), 'maintenance', 'run'), ON_STANDBY);
    refused(
      await run(mon(primary), 'maintenance', 'run', 'weekly_vacuum'),
      'pgvitals: role mon may not run maintenance: GRANT mon_maintenance TO mon;\n',
    );

    // What setup did can be seen elsewhere, and not be taken back.
    for (const [who, way] of [
      [
        as(primary, 'pgvitals'),
        'it takes a superuser, which pgvitals is not; log in as one with --user',
      ],
      [as(standby), 'this is a standby; the same command on its primary takes it back'],
    ] as const) {
      const shown = await run(who, 'setup', 'down', ...ROLE);
      expect([shown.place, shown.code]).toEqual([shown.place, 0]);
      expect(shown.stdout).toContain('      DROP ROLE mon;\n');
      expect(shown.stdout.endsWith(`\nNot from here: ${way}.\n`), shown.stdout).toBe(true);
      const { code, stderr } = await run(who, 'setup', 'down', ...ROLE, '--apply');
      expect([code, stderr]).toEqual([1, `pgvitals: nothing was changed: ${way}\n`]);
    }
    expect([await picture(primary), await picture(standby)]).toEqual(between);

    const maintained = await run(as(primary), 'maintenance', 'run');
    expect([maintained.code, maintained.stderr]).toEqual([0, '']);
    expect(maintained.stdout).toMatch(/^weekly_vacuum: ok$/m);
    await replayed(primary, standby);
    const log = await run(as(standby), 'maintenance', 'list');
    expect(log.stdout).toMatch(/^weekly_vacuum .* UTC +ok/m);

    const gone = await run(as(primary), 'setup', 'down', ...ROLE, '--apply');
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    await replayed(primary, standby);
    expect([await picture(primary), await picture(standby)]).toEqual(before);

    await statisticsAreReset(primary, standby);
  });
});

const NOTHING_KNOWN = 'Nothing is known of a setup for role mon: there is no such role.\n';
const ON_STANDBY =
  'pgvitals: this is a standby, which cannot write: maintenance runs on its primary\n';

/** Each server counts for itself: a reset of one is none of the other. */
async function statisticsAreReset(primary: ServerView, standby: ServerView): Promise<void> {
  const known = async (server: ServerView) => {
    const sql = "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%FROM pg_amproc'";
    return (await server.execute(sql))[0]?.[0];
  };
  for (const server of [primary, standby]) await server.execute('SELECT count(*) FROM pg_amproc');
  for (const server of [primary, standby]) {
    const where = server === standby ? 'on the primary, in database' : 'in database';
    refused(
      await run(as(server, 'pgvitals'), 'reset-stats', '--yes'),
      `pgvitals: role pgvitals may not reset the statistics; ${where} postgres, a superuser can allow it: GRANT EXECUTE ON FUNCTION public.pg_stat_statements_reset TO pgvitals;\n`,
    );
  }
  const { code, stdout } = await run(as(standby), 'reset-stats', '--yes');
  expect([code, stdout]).toEqual([0, 'The statistics of all statements of default are reset.\n']);
  expect([await known(primary), await known(standby)]).toEqual(['1', '0']);
}

interface Who {
  readonly server: ServerView;
  readonly user: string;
  readonly password?: string;
}

function as(server: ServerView, user = 'postgres'): Who {
  return { server, user };
}

async function run({ server, ...login }: Who, ...argv: readonly string[]) {
  const result = await runMain(argv, { DATABASE_URL: server.uri(login), COLUMNS: '100' });
  const place = `${argv.join(' ')} as ${login.user} on port ${server.port}`;
  expect(faultsOf(result), `${place}\n${result.stdout}${result.stderr}`).toEqual([]);
  return { ...result, place };
}

function refused(
  { code, place, stderr, stdout }: Awaited<ReturnType<typeof run>>,
  sentence: string,
): void {
  expect({ place, code, stdout, stderr }).toEqual({ place, code: 1, stdout: '', stderr: sentence });
}

function picture(server: ServerView): Promise<unknown> {
  return serverPicture(server, 'postgres');
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

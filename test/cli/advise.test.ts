import { expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { MAJORS, startServer } from '../helpers/servers.ts';
import { runMain } from './run-main.ts';

const SETUP = `
  CREATE TABLE owners (id int PRIMARY KEY);
  INSERT INTO owners SELECT generate_series(1, 100);
  CREATE TABLE "Odd things" (id int PRIMARY KEY, ref text, owner int REFERENCES owners, filler text);
  INSERT INTO "Odd things" SELECT i, 'r' || i, 1 + i % 100, repeat('x', 100) FROM generate_series(1, 40000) i;
  CREATE INDEX never_used ON "Odd things" (filler, id);
  ANALYZE`;

test.each(MAJORS)(
  'advise finds what was made wrong, with the SQL, on PostgreSQL %i',
  async (major) => {
    // Its own: among the statements of all other tests, these would not be worth an advice.
    await using server = await startServer(major);
    const database = await server.createDatabase();
    await server.script(SETUP, { database });
    const session = await server.connect({ database });
    for (let i = 0; i < 12; i += 1) {
      await session.query('SELECT * FROM "Odd things" WHERE ref = $1 AND 0 < 1', {
        values: [`r${i}`],
      });
    }
    await session.query('DELETE FROM "Odd things" WHERE id <= 15000');
    await session.close();
    const env = { DATABASE_URL: server.uri({ database }), COLUMNS: '80' };
    const advices = async () => {
      const { code, stdout } = await runMain(['advise', '--json'], env);
      expect(code).toBe(0);
      const all = JSON.parse(stdout) as readonly {
        database: string;
        action?: string;
        kind: string;
      }[];
      return all.filter((one) => one.database === database);
    };
    // The statistics of 13 and 14 arrive a moment later.
    await waitUntil(async () => (await advices()).some(({ kind }) => kind === 'vacuum'), {
      timeoutMs: 10_000,
      intervalMs: 500,
    });
    const actions = (await advices()).map(({ action }) => action);
    expect(actions).toEqual([
      'CREATE INDEX CONCURRENTLY ON public."Odd things" (ref);',
      'CREATE INDEX CONCURRENTLY ON public."Odd things" (owner);',
      'VACUUM (ANALYZE) public."Odd things";',
      'DROP INDEX CONCURRENTLY public.never_used;',
    ]);
    // Each of them is SQL that this server takes.
    for (const action of actions) await server.execute(action ?? '', { database });
    const { stdout } = await runMain(['advise'], env);
    expect(
      stdout.split('\n').filter((line) => line.length > 80 && !/^ +[A-Z]+ /.test(line)),
    ).toEqual([]);
    const poor = await runMain(['advise'], {
      DATABASE_URL: server.uri({ user: 'pgvitals', database }),
    });
    expect(poor.stderr).toContain(
      major >= 14
        ? 'GRANT pg_read_all_data TO pgvitals;'
        : 'GRANT SELECT ON ALL TABLES IN SCHEMA ... TO pgvitals;',
    );
    await server.dropDatabase(database);
  },
);

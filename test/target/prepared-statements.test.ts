import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readSession } from '../../src/target/read-session.ts';
import { MAJORS } from '../helpers/majors.ts';
import { sharedServer } from '../helpers/shared.ts';

describe.each(MAJORS)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(
      `CREATE VIEW changing AS SELECT 1 AS a; GRANT SELECT ON changing TO pgvitals;
       CREATE FUNCTION forget() RETURNS text LANGUAGE plpgsql AS $$
         BEGIN DEALLOCATE ALL; RETURN 'forgotten'; END $$`,
      { database },
    );
  });

  afterAll(() => server.dropDatabase(database));

  test('a text is kept from its second use on, and planned no more', async () => {
    const session = await openSession();
    const sql = "SELECT 'kept' AS word";
    expect(await keptOf(session, sql)).toBe(0);
    for (let scrape = 0; scrape < 4; scrape++) {
      expect((await session.read({ sql, timeoutMs: 5000 })).rows).toEqual([['kept']]);
      expect(await keptOf(session, sql)).toBe(scrape === 0 ? 0 : 1);
    }
  });

  test('its columns are known each time, without rows, too', async () => {
    const session = await openSession();
    const sql = 'SELECT 1 AS one, now() AS two WHERE false';
    for (let scrape = 0; scrape < 4; scrape++) {
      const { columns, rows } = await session.read({ sql, timeoutMs: 5000 });
      expect(columns.map(({ name, typeOid }) => [name, typeOid])).toEqual([
        ['one', 23],
        ['two', 1184],
      ]);
      expect(rows).toEqual([]);
    }
  });

  test('values differ from one use to the next', async () => {
    const session = await openSession();
    const sql = 'SELECT $1::int + 1, $2::text';
    for (const [number, text] of [
      [1, 'a'],
      [2, null],
      [3, 'c'],
    ] as const) {
      const { rows } = await session.read({ sql, values: [number, text], timeoutMs: 5000 });
      expect(rows).toEqual([[String(number + 1), text]]);
    }
  });

  test('a view whose columns change gives the new ones at once', async () => {
    const session = await openSession();
    const read = async () => {
      const answer = await session.read({ sql: 'SELECT * FROM public.changing', timeoutMs: 5000 });
      await session.end();
      return answer;
    };
    for (let scrape = 0; scrape < 3; scrape++) expect((await read()).rows).toEqual([['1']]);
    await server.script(
      "DROP VIEW changing; CREATE VIEW changing AS SELECT 'x' AS b, 2 AS a, NULL AS c; GRANT SELECT ON changing TO pgvitals",
      { database },
    );
    const { columns, rows } = await read();
    expect(columns.map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    expect(rows).toEqual([['x', '2', null]]);
    expect((await read()).rows).toEqual([['x', '2', null]]);
  });

  test('statements that the server has thrown away are sent anew', async () => {
    const session = await openSession();
    const texts = ['SELECT 1', 'SELECT 2', 'SELECT 3'];
    const readAll = () =>
      Promise.all(texts.map((sql) => session.read({ sql, timeoutMs: 5000 }))).then((answers) =>
        answers.map(({ rows }) => rows[0]?.[0]),
      );
    for (let scrape = 0; scrape < 3; scrape++) {
      // 13 and 14 take one at a time.
      if (session.inFlight === 1) {
        for (const sql of texts) await session.read({ sql, timeoutMs: 5000 });
      } else expect(await readAll()).toEqual(['1', '2', '3']);
    }
    await session.end();
    await session.connection.script('DEALLOCATE ALL');
    for (const [index, sql] of texts.entries()) {
      const { rows } = await session.read({ sql, timeoutMs: 5000 });
      expect(rows).toEqual([[String(index + 1)]]);
    }
    const forgotten = await session.read({ sql: 'SELECT public.forget()', timeoutMs: 5000 });
    expect(forgotten.rows).toEqual([['forgotten']]);
    expect((await session.read({ sql: 'SELECT 1', timeoutMs: 5000 })).rows).toEqual([['1']]);
  });

  test('statements that throw all others away over and over cost those nothing', async () => {
    const session = await openSession();
    const texts = [
      'SELECT 1',
      'SELECT public.forget()',
      'SELECT 2',
      'SELECT public.forget()',
      'SELECT 3',
    ];
    for (let scrape = 0; scrape < 6; scrape++) {
      const answers = [];
      for (const sql of texts) {
        const answer = session.read({ sql, timeoutMs: 5000 }).then(({ rows }) => rows[0]?.[0]);
        answers.push(answer);
        if (session.inFlight === 1) await answer;
      }
      expect(await Promise.all(answers)).toEqual(['1', 'forgotten', '2', 'forgotten', '3']);
    }
  });

  test('one that fails now and then works in between, and leaves nothing on the server', async () => {
    const session = await openSession();
    const sql = 'SELECT 10 / $1::int AS kept';
    for (let round = 0; round < 5; round++) {
      const good = await session.read({ sql, values: [5], timeoutMs: 5000 });
      expect(good.rows).toEqual([['2']]);
      const bad = session.read({ sql, values: [0], timeoutMs: 5000 });
      await expect(bad).rejects.toMatchObject({ code: '22012' });
    }
    await session.read({ sql, values: [5], timeoutMs: 5000 });
    expect(await keptOf(session, sql)).toBeLessThanOrEqual(1);
  });

  test('one that runs out of time is cancelled each time, and those behind it keep their limits', async () => {
    const session = await openSession();
    const limit = "SELECT current_setting('statement_timeout')";
    for (let round = 0; round < 3; round++) {
      const slow = session.read({ sql: 'SELECT pg_sleep(30)', timeoutMs: 150 }).catch((error) => {
        expect(error).toMatchObject({ code: '57014' });
      });
      if (session.inFlight === 1) await slow;
      const next = session.read({ sql: limit, timeoutMs: 150 });
      expect((await next).rows).toEqual([['150ms']]);
      await slow;
    }
  });

  async function openSession() {
    const connection = await server.connect({ database, user: 'pgvitals' });
    onTestFinished(() => connection.close());
    return { connection, ...readSession(connection, major * 10_000) };
  }

  async function keptOf(session: Awaited<ReturnType<typeof openSession>>, sql: string) {
    const { rows } = await session.connection.query(
      'SELECT count(*) FROM pg_prepared_statements WHERE statement = $1',
      { values: [sql] },
    );
    return Number(rows[0]?.[0]);
  }
});

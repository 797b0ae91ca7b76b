import { expect, test } from 'vitest';
import { MAJORS, startServer } from '../helpers/servers.ts';
import { runMain } from './run-main.ts';

test('reset-stats asks first, says what a role lacks, and resets', async () => {
  await using server = await startServer(MAJORS.at(-1) ?? 18);
  const as = (user: string) => ({ DATABASE_URL: server.uri({ user }) });
  await server.execute('SELECT 1 AS before_reset');
  const known = () =>
    server.execute(
      "SELECT calls FROM pg_stat_statements WHERE query LIKE '%before_reset%' AND query NOT LIKE '%pg_stat%'",
    );

  const unasked = await runMain(['reset-stats'], as('postgres'));
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('say --yes')]);
  const poor = await runMain(['reset-stats', '--yes'], as('pgvitals'));
  const grant = 'GRANT EXECUTE ON FUNCTION public.pg_stat_statements_reset TO pgvitals;';
  expect([poor.code, poor.stderr]).toEqual([1, expect.stringContaining(grant)]);
  expect(await known()).toEqual([['1']]);

  await server.execute(grant);
  expect(await runMain(['reset-stats', '--yes'], as('pgvitals'))).toEqual({
    code: 0,
    stdout: 'The statistics of all statements of default are reset.\n',
    stderr: '',
  });
  expect(await known()).toEqual([]);

  await server.execute('DROP EXTENSION pg_stat_statements');
  for (const command of [['reset-stats', '--yes'], ['queries']]) {
    const { code, stderr } = await runMain(command, as('pgvitals'));
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^pgvitals: [^\n]*CREATE EXTENSION pg_stat_statements;[^\n]*\n$/),
    ]);
  }
});

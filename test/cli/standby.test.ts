import { expect, test } from 'vitest';
import { MAJORS, startServer, startStandby } from '../helpers/servers.ts';
import { runMain } from './run-main.ts';

test('the commands that look at a server work on a standby, too', async () => {
  await using primary = await startServer(MAJORS.at(-1) ?? 18);
  await primary.execute('CREATE TABLE seen_on_the_standby (id int)');
  await using standby = await startStandby(primary);
  const look = async (uri: string, ...argv: readonly string[]) => {
    const { code, stderr, stdout } = await runMain(argv, { DATABASE_URL: uri, COLUMNS: '120' });
    expect([code, stderr], argv.join(' ')).toEqual([0, '']);
    return stdout;
  };
  const uri = standby.uri();
  expect(await look(uri, 'tables')).toContain('seen_on_the_standby');
  expect(await look(uri, 'database')).toMatch(/, standby; \d+ of 50 connections in use/);
  for (const list of ['indexes', 'queries', 'advise']) await look(uri, list);
  await look(uri, 'explain-query', '--analyze', 'SELECT * FROM seen_on_the_standby');
  const live = ['monitor', 'realtime', '--once', '--interval', '300ms', '--pane', 'replication'];
  expect(await look(uri, ...live)).toContain('This standby receives WAL; ');
  expect(await look(primary.uri(), ...live)).toMatch(/^standby_\w+ .* streaming /m);
});

import { expect, onTestFinished, test } from 'vitest';
import type { Notice } from '../../src/target/connection.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';

test.each(MAJORS)(
  'notices of a statement are handed over with their SQLSTATE on PostgreSQL %i',
  async (major) => {
    const session = await sharedServer(major).connect();
    onTestFinished(() => session.close());
    const said: Notice[] = [];
    const onNotice = (notice: Notice) => said.push(notice);
    await session.query('DROP TABLE IF EXISTS is_not_there', { onNotice });
    await expect(
      session.query(
        "DO $$ BEGIN RAISE WARNING 'careful' USING ERRCODE = '55P03'; RAISE 'no'; END $$",
        { onNotice },
      ),
    ).rejects.toThrow('no');
    // Those of other statements are not.
    await session.query('DROP TABLE IF EXISTS is_not_there');
    expect(said).toEqual([
      {
        severity: 'NOTICE',
        code: '00000',
        message: 'table "is_not_there" does not exist, skipping',
      },
      { severity: 'WARNING', code: '55P03', message: 'careful' },
    ]);
  },
);

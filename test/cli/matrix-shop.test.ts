import { afterAll, beforeAll, describe, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { expectRight } from './matrix/command-row.ts';
import { jsonIsRight } from './matrix/json-is-right.ts';
import { REFUSED_ROWS, SERVER_ROWS } from './matrix/server-rows.ts';
import { SHOP_ROWS } from './matrix/shop-rows.ts';
import { type MatrixServers, startMatrix } from './matrix/situation.ts';

describe.each(MAJORS)(
  'on PostgreSQL %i with the shop of the demo, primary and standby',
  (major) => {
    let servers: MatrixServers;

    beforeAll(async () => {
      servers = await startMatrix(major, true);
    });

    afterAll(() => servers[Symbol.asyncDispose]());

    test('JSON and CSV have their columns, and differ between both where they must', async () => {
      const [primary, standby] = servers.situations;
      if (primary === undefined || standby === undefined) throw new Error('There are no servers.');
      await jsonIsRight(primary, standby);
    });

    const refused = major % 2 === 0 ? REFUSED_ROWS : [];
    test.each([...SHOP_ROWS, ...SERVER_ROWS, ...refused])('$name', (row) =>
      expectRight(row, servers.situations),
    );
  },
);

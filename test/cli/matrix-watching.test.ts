import { afterAll, beforeAll, describe, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { baselinesAreRight } from './matrix/baselines-are-right.ts';
import { expectRight } from './matrix/command-row.ts';
import { type MatrixServers, startMatrix } from './matrix/situation.ts';
import { SUITE_ROW, WATCHING_ROWS } from './matrix/watching-rows.ts';

const CONTENTS = ['empty', 'with the shop of the demo'] as const;

// These wait more than they work: all of them at once.
describe.each(MAJORS)('watching PostgreSQL %i, primary and standby', (major) => {
  describe.each(CONTENTS)('%s', (contents) => {
    let servers: MatrixServers;

    beforeAll(async () => {
      servers = await startMatrix(major, contents !== 'empty');
    });

    afterAll(() => servers[Symbol.asyncDispose]());

    const isTurn = (major % 2 === 1) === (contents === 'empty');
    // `monitor alerts` is `check`: once in each version.
    const rows = WATCHING_ROWS.filter(({ name }) => isTurn || name !== 'monitor alerts');
    test.concurrent.each(rows)('$name', (row) => expectRight(row, servers.situations));

    // The longest: each kind of server and each role comes up in one version or another.
    const suites = isTurn ? [SUITE_ROW] : [];
    test.concurrent.each(suites)('$name', (row) =>
      expectRight(row, [servers.situations[Math.floor(major / 2) % 2] ?? []].flat()),
    );

    test.concurrent('baseline create, list, show, compare, and trends from them', () =>
      baselinesAreRight(servers.situations));
  });
});

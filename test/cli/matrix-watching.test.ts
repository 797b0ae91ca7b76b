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

    test.concurrent.each(WATCHING_ROWS)('$name', (row) => expectRight(row, servers.situations));

    test.concurrent('monitor', () =>
      // The longest: each situation comes up in one version or another.
      expectRight(SUITE_ROW, [servers.situations[Math.floor(major / 2) % 2] ?? []].flat()));

    test.concurrent('baseline create, list, show, compare, and trends from them', () =>
      baselinesAreRight(servers.situations));
  });
});

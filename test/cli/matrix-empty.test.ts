import { afterAll, beforeAll, describe, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { expectRight } from './matrix/command-row.ts';
import { EMPTY_ROWS } from './matrix/empty-rows.ts';
import { REFUSED_ROWS, SERVER_ROWS } from './matrix/server-rows.ts';
import { type MatrixServers, startMatrix } from './matrix/situation.ts';

describe.each(MAJORS)('on an empty PostgreSQL %i, primary and standby', (major) => {
  let servers: MatrixServers;

  beforeAll(async () => {
    servers = await startMatrix(major, false);
  });

  afterAll(() => servers[Symbol.asyncDispose]());

  const refused = major % 2 === 1 ? REFUSED_ROWS : [];
  test.each([...EMPTY_ROWS, ...SERVER_ROWS, ...refused])('$name', (row) =>
    expectRight(row, servers.situations),
  );
});

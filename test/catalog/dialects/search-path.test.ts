import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DIALECTS } from '../../../src/catalog/dialects/dialect.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { linesOf, scrapeFile } from './scrape-file.ts';
import { temporaryCatalog } from './temporary-catalog.ts';

const FOREIGN = DIALECTS.filter((dialect) => dialect !== 'native');

test.each(FOREIGN)(
  'a file of %s finds the tables in public without the schema',
  async (dialect) => {
    const server = sharedServer(18);
    const database = await server.createDatabase();
    try {
      const table = 'CREATE TABLE orders AS SELECT 7 AS total; GRANT SELECT ON orders TO pgvitals';
      await server.script(table, { database });
      const query = { query: 'SELECT total FROM orders', metrics: [{ total: { usage: 'GAUGE' } }] };
      const folder = await temporaryCatalog({ 'x.yaml': JSON.stringify({ pg_x: query }) });
      const entry = { path: join(folder, 'x.yaml'), dialect, serverLabel: false };
      const page = await scrapeFile(server, [entry], { database });
      expect(linesOf(page, /pg_x_total 7$/)).toHaveLength(1);
    } finally {
      await server.dropDatabase(database);
    }
  },
);

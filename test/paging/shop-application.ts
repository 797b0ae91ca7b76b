import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../helpers/servers.ts';

/** An application that looks things up all the time, and that may be made slow or busy. */
export interface ShopApplication extends AsyncDisposable {
  /** Seconds that each lookup of an order takes. */
  slowness: number;
  /** Milliseconds between two lookups of an item. */
  pauseMs: number;
}

/** Looks up orders in one database and items in another. */
export async function startShopApplication(server: TestServer): Promise<ShopApplication> {
  for (const [database, table] of [
    ['shop', 'orders'],
    ['stock', 'items'],
  ] as const) {
    await server.createDatabase(database);
    await server.script(
      `CREATE TABLE ${table} AS SELECT n AS id, repeat('x', 50) AS note FROM generate_series(1, 5000) n;
       CREATE INDEX ${table}_id ON ${table} (id); ANALYZE ${table}; CREATE EXTENSION pg_stat_statements`,
      { database },
    );
  }
  const application = { slowness: 0, pauseMs: 50 };
  let ending = false;
  const orders = await server.connect({ database: 'shop' });
  const items = await server.connect({ database: 'stock' });
  const loops = [
    (async () => {
      const sql = 'SELECT note, pg_sleep($2) FROM orders WHERE id = $1';
      while (!ending) {
        await orders.query(sql, {
          values: [1 + Math.floor(Math.random() * 5000), application.slowness],
        });
        await sleep(50);
      }
    })(),
    (async () => {
      while (!ending) {
        await items.query('SELECT note FROM items WHERE id = $1', {
          values: [1 + Math.floor(Math.random() * 5000)],
        });
        await sleep(application.pauseMs);
      }
    })(),
  ];
  return Object.assign(application, {
    [Symbol.asyncDispose]: async () => {
      ending = true;
      await Promise.allSettled(loops);
      await orders.close();
      await items.close();
    },
  });
}

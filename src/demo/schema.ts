import type { Connection } from '../target/connection.ts';
import { createAppRole, setAppPassword } from './shop/app-role.ts';
import { SHOP_ROWS } from './shop/shop.ts';
import { COMMENTS_AND_GRANTS, FOREIGN_KEYS, INDEXES } from './shop/shop-constraints.ts';
import { shopOrders } from './shop/shop-orders.ts';
import {
  CART_ITEMS,
  CUSTOMERS,
  PAGE_VIEWS,
  PRODUCTS,
  SUPPORT_TICKETS,
} from './shop/shop-tables.ts';

export interface DemoSchemaOptions {
  /** Orders end at this time; the monthly partitions lie around it. */
  readonly now: Date;
  /** For servers that ask for a password; sent as a value, so that no statement text shows it. */
  readonly appPassword?: string;
  readonly onProgress?: (progress: DemoProgress) => void;
}

/** Step `done` of `total` has just ended. */
export interface DemoProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Loads the web shop into the database of `connection`, which must be a superuser's. All in one
 * transaction: after a failure nothing is left. Where the shop is there already, only the password
 * of its application changes.
 */
export async function createDemoSchema(
  connection: Connection,
  options: DemoSchemaOptions,
): Promise<void> {
  const present = await connection.query(`SELECT to_regclass('public.order_items') IS NOT NULL`);
  const steps = present.rows[0]?.[0] === 't' ? [] : demoSteps(options.now);
  await connection.script(`BEGIN; ${LOAD_SETTINGS}`);
  try {
    await createAppRole(connection);
    await setAppPassword(connection, options.appPassword);
    for (const [index, { step, sql }] of steps.entries()) {
      await connection.script(sql);
      options.onProgress?.({ step, done: index + 1, total: steps.length });
    }
    await connection.script('COMMIT');
  } catch (error) {
    await connection.script('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

interface Step {
  readonly step: string;
  readonly sql: string;
}

// Rows come before indexes and foreign keys: checking 150,000 lines one by one takes seconds.
function demoSteps(now: Date): readonly Step[] {
  return [
    { step: 'customers', sql: CUSTOMERS },
    { step: 'products', sql: PRODUCTS },
    { step: 'orders', sql: shopOrders(now) },
    { step: 'carts', sql: CART_ITEMS },
    { step: 'page views', sql: PAGE_VIEWS },
    { step: 'support tickets', sql: SUPPORT_TICKETS },
    { step: 'indexes', sql: INDEXES },
    { step: 'foreign keys', sql: FOREIGN_KEYS },
    { step: 'comments and grants', sql: COMMENTS_AND_GRANTS },
    { step: 'statistics', sql: `ANALYZE ${Object.keys(SHOP_ROWS).join(', ')}` },
  ];
}

// setseed makes every load alike, and more memory keeps sorts off the disk. pg_stat_statements
// shall show the workload and not the load, nor the text that sets a password.
const LOAD_SETTINGS = `
SET LOCAL pg_stat_statements.track = 'none';
SET LOCAL search_path = public;
SET LOCAL TimeZone = 'UTC';
SET LOCAL work_mem = '32MB';
SET LOCAL maintenance_work_mem = '64MB';
SELECT setseed(0.25);`;

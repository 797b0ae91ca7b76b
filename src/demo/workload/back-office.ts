import { SHOP_ROWS } from '../shop/shop.ts';
import type { Action, ActionContext } from './action.ts';
import { inTransaction } from './in-transaction.ts';
import { skewedId, uniformId } from './random.ts';

/** A few hundred milliseconds over three months of orders. */
export const REPORTS: readonly Action[] = [
  { name: 'revenue report', weight: 1, run: revenueReport },
];

/** The transaction that somebody left open, once a minute. */
export const ADMIN: readonly Action[] = [
  { name: 'idle in transaction', weight: 1, run: idleInTransaction },
];

/** The hottest products stay locked for a moment, so that orders wait. */
export const STOCK_SYNC: readonly Action[] = [{ name: 'count stock', weight: 1, run: countStock }];

/** Cheap look-ups by which the warehouse plans. */
export const PLANNING: readonly Action[] = [{ name: 'demand', weight: 1, run: demand }];

async function revenueReport({ connection }: ActionContext): Promise<void> {
  await connection.query(`
SELECT date_trunc('month', o.placed_at) AS month, p.category,
  count(DISTINCT o.id) AS orders, sum(i.quantity * i.unit_price) AS revenue
FROM orders AS o
JOIN order_items AS i ON i.order_id = o.id AND i.placed_at = o.placed_at
JOIN products AS p ON p.id = i.product_id
WHERE o.placed_at > now() - interval '90 days' AND i.placed_at > now() - interval '90 days'
GROUP BY 1, 2
ORDER BY 1, 2`);
}

const IDLE_MS = 8_000;

async function idleInTransaction({ connection, random, pause }: ActionContext): Promise<void> {
  await inTransaction(connection, async () => {
    await connection.query('SELECT email, country FROM customers WHERE id = $1 FOR SHARE', {
      values: [uniformId(random, SHOP_ROWS.customers)],
    });
    await pause(IDLE_MS);
    return 'commit';
  });
}

const HOTTEST = 50;
const HOLD_MS = 1_500;

// In the order of ids, like orders, which so wait but never deadlock. FOR NO KEY UPDATE leaves
// the foreign keys that refer to these products free.
async function countStock({ connection, pause }: ActionContext): Promise<void> {
  await inTransaction(connection, async () => {
    await connection.query(
      'SELECT id, stock FROM products WHERE id <= $1 ORDER BY id FOR NO KEY UPDATE',
      { values: [HOTTEST] },
    );
    await pause(HOLD_MS);
    await connection.query('UPDATE products SET stock = 10000 WHERE id <= $1 AND stock < 1000', {
      values: [HOTTEST],
    });
    return 'commit';
  });
}

async function demand({ connection, random }: ActionContext): Promise<void> {
  const product = skewedId(random, SHOP_ROWS.products);
  await connection.query(
    `SELECT sum(quantity) FROM order_items
WHERE product_id = $1 AND placed_at > now() - interval '1 day'`,
    { values: [product] },
  );
  await connection.query('SELECT count(*) FROM cart_items WHERE product_id = $1', {
    values: [product],
  });
}

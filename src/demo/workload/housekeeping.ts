import { LEGACY_ORDERS, SHOP_ROWS } from '../shop/shop.ts';
import type { Action, ActionContext } from './action.ts';

/** Deletes what is older than the newest rows, so that a demo that runs for days does not grow. */
export const HOUSEKEEPING: readonly Action[] = [{ name: 'purge', weight: 1, run: purge }];

async function purge({ connection }: ActionContext): Promise<void> {
  await connection.query("DELETE FROM cart_items WHERE added_at < now() - interval '10 minutes'");
  await connection.query(
    'DELETE FROM page_views WHERE id <= (SELECT last_value FROM page_views_id_seq) - $1',
    { values: [SHOP_ROWS.page_views] },
  );
  await connection.query(
    `DELETE FROM orders
WHERE id > $1 AND id <= (SELECT last_value FROM orders_id_seq) - $2`,
    { values: [LEGACY_ORDERS, SHOP_ROWS.orders] },
  );
  await connection.query(
    'DELETE FROM support_tickets WHERE id <= (SELECT last_value FROM support_tickets_id_seq) - $1',
    { values: [SHOP_ROWS.support_tickets] },
  );
}

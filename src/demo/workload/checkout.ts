import { SHOP_ROWS } from '../shop/shop.ts';
import type { Action, ActionContext } from './action.ts';
import { inTransaction } from './in-transaction.ts';
import { skewedId } from './random.ts';

/** Orders as transactions of some statements; each twelfth payment is refused and rolled back. */
export const CHECKOUT: readonly Action[] = [{ name: 'place order', weight: 1, run: placeOrder }];

const REFUSED = 1 / 12;

async function placeOrder({ connection, random }: ActionContext): Promise<void> {
  const customer = skewedId(random, SHOP_ROWS.customers);
  const products = basket(random);
  const refused = random() < REFUSED;
  await inTransaction(connection, async () => {
    const order = await connection.query(
      'INSERT INTO orders (customer_id) VALUES ($1) RETURNING id, placed_at',
      { values: [customer] },
    );
    const [id = null, placedAt = null] = order.rows[0] ?? [];
    for (const [index, product] of products.entries()) {
      await connection.query(
        'UPDATE products SET stock = greatest(stock - 1, 0), updated_at = now() WHERE id = $1',
        { values: [product] },
      );
      await connection.query(
        `INSERT INTO order_items (order_id, placed_at, line_no, product_id, quantity, unit_price)
SELECT $1, $2, $3, id, 1, price FROM products WHERE id = $4`,
        { values: [id, placedAt, index + 1, product] },
      );
    }
    await connection.query(
      `UPDATE orders SET status = 'paid', total = (
  SELECT sum(quantity * unit_price) FROM order_items WHERE order_id = $1 AND placed_at = $2
) WHERE id = $1 AND placed_at = $2`,
      { values: [id, placedAt] },
    );
    await connection.query('DELETE FROM cart_items WHERE customer_id = $1', {
      values: [customer],
    });
    return refused ? 'rollback' : 'commit';
  });
}

/** One to four products in ascending order: two orders that share some cannot deadlock. */
function basket(random: ActionContext['random']): readonly number[] {
  const size = 1 + Math.floor(4 * random());
  const products = Array.from({ length: size }, () => skewedId(random, SHOP_ROWS.products));
  return [...new Set(products)].sort((a, b) => a - b);
}

import { SHOP_ROWS } from '../shop/shop.ts';
import type { Action, ActionContext } from './action.ts';
import { skewedId, uniformId } from './random.ts';

/** What visitors of the shop do: mostly look-ups of one entity by key, then lists, then writes. */
export const BROWSE: readonly Action[] = [
  { name: 'view product', weight: 36, run: viewProduct },
  { name: 'find product by article number', weight: 8, run: findProduct },
  { name: 'show account', weight: 14, run: showAccount },
  { name: 'sign in', weight: 5, run: signIn },
  { name: 'list category', weight: 10, run: listCategory },
  { name: 'order history', weight: 8, run: orderHistory },
  { name: 'recent views', weight: 4, run: recentViews },
  { name: 'add to cart', weight: 8, run: addToCart },
  { name: 'remove from cart', weight: 4, run: removeFromCart },
];

async function viewProduct({ connection, random }: ActionContext): Promise<void> {
  const product = skewedId(random, SHOP_ROWS.products);
  await connection.query(
    'SELECT id, sku, name, category, price, stock FROM products WHERE id = $1',
    { values: [product] },
  );
  if (random() < 0.6) return;
  await connection.query(
    'INSERT INTO page_views (session_id, product_id, referrer) VALUES (md5($1)::uuid, $2, $3)',
    { values: [String(random()), product, random() < 0.5 ? 'search' : null] },
  );
}

async function findProduct({ connection, random }: ActionContext): Promise<void> {
  const sku = `SKU-${String(skewedId(random, SHOP_ROWS.products)).padStart(6, '0')}`;
  await connection.query('SELECT id, name, price FROM products WHERE sku = $1', { values: [sku] });
}

async function showAccount({ connection, random }: ActionContext): Promise<void> {
  await connection.query('SELECT email, full_name, country FROM customers WHERE id = $1', {
    values: [uniformId(random, SHOP_ROWS.customers)],
  });
}

async function signIn({ connection, random }: ActionContext): Promise<void> {
  const customer = uniformId(random, SHOP_ROWS.customers);
  await connection.query('SELECT id, full_name FROM customers WHERE email = $1', {
    values: [`customer${customer}@shop.example`],
  });
  await connection.query('UPDATE customers SET last_seen_at = now() WHERE id = $1', {
    values: [customer],
  });
}

const CATEGORIES = ['kitchen', 'living', 'office', 'garden', 'bath', 'kids', 'light', 'sale'];
const PAGE = 20;
const PAGES = 25;

async function listCategory({ connection, random }: ActionContext): Promise<void> {
  const category = CATEGORIES[Math.floor(random() * CATEGORIES.length)] ?? 'sale';
  const page = skewedId(random, PAGES) - 1;
  await connection.query(
    'SELECT id, name, price FROM products WHERE category = $1 ORDER BY name LIMIT $2 OFFSET $3',
    { values: [category, PAGE, page * PAGE] },
  );
}

/** The first page, the page after it by keyset, and one order of it with its lines. */
async function orderHistory({ connection, random }: ActionContext): Promise<void> {
  const customer = skewedId(random, SHOP_ROWS.customers);
  const first = await connection.query(
    `SELECT id, placed_at, status, total FROM orders WHERE customer_id = $1
ORDER BY placed_at DESC, id DESC LIMIT 5`,
    { values: [customer] },
  );
  const [id, placedAt] = first.rows.at(-1) ?? [];
  if (id === undefined || placedAt === undefined) return;
  await connection.query(
    `SELECT id, placed_at, status, total FROM orders
WHERE customer_id = $1 AND (placed_at, id) < ($2, $3)
ORDER BY placed_at DESC, id DESC LIMIT 5`,
    { values: [customer, placedAt, id] },
  );
  await connection.query('SELECT id, placed_at, status, total FROM orders WHERE id = $1', {
    values: [id],
  });
  await connection.query(
    'SELECT line_no, product_id, quantity, unit_price FROM order_items WHERE order_id = $1',
    { values: [id] },
  );
}

async function recentViews({ connection, random }: ActionContext): Promise<void> {
  await connection.query(
    'SELECT id, viewed_at FROM page_views WHERE product_id = $1 ORDER BY id DESC LIMIT 10',
    { values: [skewedId(random, SHOP_ROWS.products)] },
  );
}

async function addToCart({ connection, random }: ActionContext): Promise<void> {
  await connection.query(
    `INSERT INTO cart_items (customer_id, product_id, quantity) VALUES ($1, $2, 1)
ON CONFLICT (customer_id, product_id) DO UPDATE SET quantity = cart_items.quantity + 1`,
    {
      values: [uniformId(random, SHOP_ROWS.customers), skewedId(random, SHOP_ROWS.products)],
    },
  );
}

async function removeFromCart({ connection, random }: ActionContext): Promise<void> {
  const product = skewedId(random, SHOP_ROWS.products);
  const carts = await connection.query(
    'SELECT customer_id FROM cart_items WHERE product_id = $1 LIMIT 1',
    { values: [product] },
  );
  const customer = carts.rows[0]?.[0];
  if (customer === undefined) return;
  await connection.query('DELETE FROM cart_items WHERE customer_id = $1 AND product_id = $2', {
    values: [customer, product],
  });
}

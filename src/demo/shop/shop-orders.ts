import { LEGACY_ORDERS, SHOP_ROWS } from './shop.ts';

const MONTHS_BEFORE = 5;
const MONTHS_AFTER = 2;

/** Orders, partitioned by month around `now`, and their lines; the last order is placed at `now`. */
export function shopOrders(now: Date): string {
  return `${TABLES}\n${monthlyPartitions(now)}\n${rows(now)}`;
}

const TABLES = `
CREATE SEQUENCE orders_id_seq;
CREATE TABLE orders (
  id bigint NOT NULL DEFAULT nextval('orders_id_seq'),
  placed_at timestamptz NOT NULL DEFAULT now(),
  customer_id bigint NOT NULL,
  status text NOT NULL DEFAULT 'placed' CHECK (status IN ('placed', 'paid', 'shipped')),
  total numeric(12, 2) NOT NULL DEFAULT 0
) PARTITION BY RANGE (placed_at);
ALTER SEQUENCE orders_id_seq OWNED BY orders.id;
CREATE TABLE order_items (
  order_id bigint NOT NULL,
  placed_at timestamptz NOT NULL,
  line_no smallint NOT NULL,
  product_id bigint NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_price numeric(10, 2) NOT NULL
);`;

function monthlyPartitions(now: Date): string {
  const months = Array.from({ length: MONTHS_BEFORE + 1 + MONTHS_AFTER }, (_, index) => {
    const from = firstOfMonth(now, index - MONTHS_BEFORE);
    const to = firstOfMonth(now, index - MONTHS_BEFORE + 1);
    return `CREATE TABLE orders_${from.slice(0, 7).replace('-', '_')} PARTITION OF orders
  FOR VALUES FROM ('${from}') TO ('${to}');`;
  });
  return [...months, 'CREATE TABLE orders_default PARTITION OF orders DEFAULT;'].join('\n');
}

// Lines come first, so that an order is written once, with its total.
function rows(now: Date): string {
  return `
INSERT INTO order_items
SELECT n, ${placedAt(now)}, line, p.id, 1 + (n + line) % 3, p.price
FROM (
  SELECT n, line, 1 + floor(${SHOP_ROWS.products} * random() ^ 3)::bigint AS product_id
  FROM generate_series(1, ${SHOP_ROWS.orders}) AS n, generate_series(1, 1 + n % 4) AS line
) AS lines
JOIN products AS p ON p.id = product_id;
INSERT INTO orders (id, placed_at, customer_id, status, total)
SELECT order_id, placed_at,
  1 + floor(${SHOP_ROWS.customers} * random() ^ 2)::bigint,
  CASE WHEN order_id > ${SHOP_ROWS.orders - 1000} THEN 'paid' ELSE 'shipped' END,
  sum(quantity * unit_price)
FROM order_items
GROUP BY order_id, placed_at
ORDER BY order_id;
SELECT setval('orders_id_seq', ${SHOP_ROWS.orders});`;
}

/** SQL for the time of order `n`: the legacy ones years ago, the others evenly up to now. */
function placedAt(now: Date): string {
  const first = `timestamptz '${firstOfMonth(now, -MONTHS_BEFORE)}'`;
  const last = `timestamptz '${now.toISOString()}'`;
  const share = `(n - ${LEGACY_ORDERS}) / ${SHOP_ROWS.orders - LEGACY_ORDERS}.0`;
  return `CASE WHEN n <= ${LEGACY_ORDERS} THEN ${last} - interval '3 years' + n * interval '1 hour'
  ELSE ${first} + (${last} - ${first}) * (${share})::float8 END`;
}

function firstOfMonth(now: Date, offset: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString();
}

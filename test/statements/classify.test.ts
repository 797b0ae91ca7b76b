import { describe, expect, test } from 'vitest';
import { classify } from '../../src/statements/classify.ts';
import { FALLBACK_CLASS, SHIPPED_RULES } from '../../src/statements/shipped-classes.ts';

const shipped = { classes: [], rules: SHIPPED_RULES, fallback: FALLBACK_CLASS };
const classOf = (text: string | undefined) =>
  classify({ text, user: 'app', database: 'shop' }, shipped).class;

const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  single: [
    'SELECT id, name FROM products WHERE id = $1',
    'select * from "public"."users" u where u."id" = $1 limit $2',
    'SELECT p.* FROM products p JOIN stock s ON s.product_id = p.id WHERE p.id = $1',
    'SELECT email FROM customers WHERE tenant_id = $1 AND id = $2',
    'SELECT * FROM orders o WHERE o.order_id = $1::bigint',
    'SELECT * FROM addresses WHERE address_id = $1',
    'select id from customers where lower(email) = lower($1) and email = $1',
    'SELECT /* web */ id FROM products WHERE sku = $1',
  ],
  paginated: [
    'SELECT id FROM products WHERE category = $1 ORDER BY name LIMIT $2 OFFSET $3',
    'SELECT id FROM products ORDER BY id OFFSET $1 ROWS FETCH NEXT $2 ROWS ONLY',
    'SELECT id FROM orders WHERE (placed_at, id) < ($1, $2) ORDER BY placed_at DESC, id DESC LIMIT $3',
    'select * from events where id > $1 order by id fetch first $2 rows only',
    'SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT $2',
    'WITH page AS (SELECT id FROM t ORDER BY id LIMIT $1 OFFSET $2) SELECT * FROM page',
  ],
  write: [
    'INSERT INTO orders (customer_id) VALUES ($1) RETURNING id',
    'update products set stock = $2 where id = $1',
    'DELETE FROM cart_items WHERE customer_id = $1',
    'WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone',
    'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE',
    'COPY public.orders (id, total) FROM STDIN',
  ],
  report: [
    'SELECT category, count(*) FROM products GROUP BY category',
    'SELECT sum(total) FROM orders WHERE placed_at > now() - interval $1',
    'SELECT id, rank() OVER (PARTITION BY category ORDER BY price) FROM products',
    'with m as (select date_trunc($1, placed_at) d, avg(total) from orders group by 1) select * from m',
  ],
  maintenance: [
    'VACUUM (ANALYZE) orders',
    'CREATE INDEX CONCURRENTLY ON orders (total)',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY sales',
    "ALTER ROLE app PASSWORD 'x'",
  ],
  other: [
    'BEGIN',
    'SELECT name FROM products',
    'SELECT id, placed_at FROM orders WHERE customer_id = $1',
    'SELECT id FROM a WHERE id = $1 UNION SELECT id FROM b WHERE id = $1',
    'COPY orders TO STDOUT',
    'FETCH 100 FROM c',
  ],
  monitoring: ['SELECT /* pgvitals:pg_locks */ count(*) FROM pg_locks'],
};

describe('the shipped rules', () => {
  test.each(
    Object.entries(STATEMENTS).flatMap(([name, texts]) => texts.map((text) => [name, text])),
  )('are right that this is %s: %s', (name, text) => {
    expect(classOf(text)).toBe(name);
  });

  test('leave a statement whose text nobody can read to the default class', () => {
    expect(classOf(undefined)).toBe('other');
  });

  test('do not see words in texts and comments', () => {
    expect(classOf("SELECT name FROM t WHERE note = 'insert into x'")).toBe('other');
    expect(classOf('SELECT name /* group by */ FROM t')).toBe('other');
  });
});

describe('rules of the configuration', () => {
  const rules = [
    { class: 'batch', user: (name: string) => name === 'etl', source: 'one' },
    { class: 'tagged', comment: /route=\/list/, source: 'two' },
    { class: 'audit', text: /from audit_log/, not: /limit/, source: 'three' },
    ...SHIPPED_RULES,
  ];
  const asked = (text: string, user = 'app') =>
    classify({ text, user, database: 'shop' }, { classes: [], rules, fallback: 'other' });

  test('are asked in their order, before the shipped ones', () => {
    expect(asked('SELECT 1 FROM t WHERE id = $1', 'etl')).toMatchObject({ class: 'batch' });
    expect(asked('SELECT 1 FROM t WHERE id = $1')).toMatchObject({ class: 'single' });
  });

  test('find comments by which libraries tag statements', () => {
    const { matched, rule } = asked("SELECT id FROM t /*app='shop',route=/list*/ WHERE id = $1");
    expect(rule?.source).toBe('two');
    expect(matched).toBe('route=/list');
  });

  test('must hold in every condition', () => {
    expect(asked('select * from audit_log where a = $1').class).toBe('audit');
    expect(asked('select * from audit_log limit $1').class).toBe('other');
  });
});

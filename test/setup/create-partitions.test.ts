import { describe, expect, onTestFinished, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { schemaDatabase } from './schema-database.ts';

describe.each(MAJORS)('partitions made ahead of time on PostgreSQL %i', (major) => {
  test('keep nobody from the table, and are as PostgreSQL itself makes them', async () => {
    const { database, execute, server } = await schemaDatabase(major);
    await server.script(parentSql(major), { database });
    const reader = await server.connect({ database });
    onTestFinished(() => reader.close());
    // CREATE TABLE ... PARTITION OF would wait for this one.
    await reader.script('BEGIN; SELECT * FROM trades');
    expect(
      await execute("SELECT action FROM monitoring.create_future_month_partitions('trades', 1)"),
    ).toEqual([['created'], ['created']]);
    await reader.script('ROLLBACK');
    await execute(
      "CREATE TABLE trades_by_hand PARTITION OF trades FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')",
    );
    const [[ours] = []] = await execute(
      "SELECT max(relname) FROM pg_class WHERE relname ~ '^trades_\\d{4}_\\d\\d$'",
    );
    expect(await execute(pictureSql(ours ?? ''))).toEqual(
      await execute(pictureSql('trades_by_hand')),
    );
    await execute('INSERT INTO trades (at, price, firm) VALUES (now(), 7, 1)');
    expect(await execute('SELECT id, note, doubled FROM trades')).toEqual([['1', 'none', '14']]);
  });

  test('belong to the owner of the table, who could not change it otherwise', async () => {
    const { database, execute, server } = await schemaDatabase(major);
    await server.script(
      `GRANT CREATE ON SCHEMA public TO plain; SET ROLE plain;
       CREATE TABLE theirs (at date NOT NULL) PARTITION BY RANGE (at)`,
      { database },
    );
    const made = "SELECT action FROM monitoring.create_future_day_partitions('theirs', 1)";
    expect(await execute(made)).toEqual([['created'], ['created']]);
    await server.script('SET ROLE plain; ALTER TABLE theirs ADD COLUMN more int', { database });
  });
});

function parentSql(major: number): string {
  const compression = major < 14 ? '' : ' COMPRESSION pglz';
  return `CREATE TABLE firms (id int PRIMARY KEY); INSERT INTO firms VALUES (1);
    CREATE TABLE trades (
      id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, dropped int,
      price numeric CONSTRAINT positive CHECK (price > 0), note text${compression} DEFAULT 'none',
      doubled numeric GENERATED ALWAYS AS (price * 2) STORED, firm int REFERENCES firms,
      PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    ALTER TABLE trades DROP COLUMN dropped;
    ALTER TABLE trades ALTER COLUMN note SET STORAGE EXTERNAL;
    CREATE INDEX ON trades (lower(note)) WHERE price > 10;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touched BEFORE UPDATE ON trades FOR EACH ROW EXECUTE FUNCTION touch();
    COMMENT ON COLUMN trades.note IS 'of the parent'`;
}

/** What a table is made of, without its own name and bounds. */
function pictureSql(table: string): string {
  const name = `'${table}'::regclass`;
  const plain = (expression: string) => `replace(${expression}, '${table}', 'IT')`;
  return `SELECT 'column', a.attname || ' ' || a.atttypid::regtype,
      (to_jsonb(a) - 'attrelid' - 'attnum' - 'attcacheoff' - 'attstattarget')::text,
      pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ${name} AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT 'constraint', ${plain('conname')}, pg_get_constraintdef(oid), coninhcount::text, conislocal::text
    FROM pg_constraint WHERE conrelid = ${name}
    UNION ALL SELECT 'index', ${plain('indexrelid::regclass::text')}, ${plain('pg_get_indexdef(indexrelid)')}, NULL, NULL
    FROM pg_index WHERE indrelid = ${name}
    UNION ALL SELECT 'trigger', tgname, NULL, NULL, NULL FROM pg_trigger WHERE tgrelid = ${name} AND NOT tgisinternal
    UNION ALL SELECT 'table', relowner::regrole::text, relam::text, reltablespace::text, relpersistence::text
    FROM pg_class WHERE oid = ${name}
    ORDER BY 1, 2`;
}

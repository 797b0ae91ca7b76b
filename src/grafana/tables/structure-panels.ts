import type { Row } from '../panel.ts';
import { DATABASES } from '../select.ts';
import { TABLE, TABLE_COLUMNS } from './table-columns.ts';

const partitioned = (what: string) =>
  `max by (${TABLE}) (pg_partitioned_table_${what}{${DATABASES}})`;

export const structurePanels: Row = {
  title: 'Partitions and keys',
  panels: [
    {
      kind: 'table',
      title: 'Partitioned tables',
      alerts: ['default_partition_used'],
      description:
        'Partitions, their rows and size, rows in the default partition, and how long until the last range partition ends: negative means that new rows go to the default partition or fail.',
      unit: 'short',
      width: 24,
      height: 6,
      sortBy: 'Covered for',
      ascending: true,
      columns: [
        ...TABLE_COLUMNS,
        { from: 'partitions', title: 'Partitions', unit: 'locale', decimals: 0, width: 100 },
        { from: 'rows', title: 'Rows', width: 110 },
        { from: 'size', title: 'Size', unit: 'bytes', width: 110 },
        {
          from: 'rest',
          title: 'In the default partition',
          unit: 'locale',
          decimals: 0,
          width: 170,
        },
        {
          from: 'covered',
          title: 'Covered for',
          unit: 's',
          width: 110,
          limits: 'partition_missing',
        },
      ],
      queries: [
        { expr: partitioned('partitions'), legend: 'partitions' },
        { expr: partitioned('live_rows'), legend: 'rows' },
        { expr: partitioned('size_bytes'), legend: 'size' },
        { expr: partitioned('default_rows'), legend: 'rest' },
        { expr: `${partitioned('covered_until_timestamp_seconds')} - time()`, legend: 'covered' },
      ],
    },
    {
      kind: 'table',
      title: 'Tables without a primary key',
      description: 'Rows of these cannot be told apart, and logical replication needs help.',
      unit: 'bytes',
      width: 12,
      sortBy: 'Size',
      empty: 'Every table has a primary key.',
      columns: [...TABLE_COLUMNS, { from: 'size', title: 'Size', width: 110 }],
      queries: [
        {
          expr: `topk(20, max by (${TABLE}) (pg_table_without_primary_key_bytes{${DATABASES}}))`,
          legend: 'size',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Foreign keys without an index',
      alerts: ['foreign_key_without_index'],
      description:
        'A delete or an update of the referenced row reads the whole table; its size is what such a check must read.',
      unit: 'bytes',
      width: 12,
      sortBy: 'Size',
      empty: 'Every foreign key has an index.',
      columns: [
        { from: 'conname', title: 'Constraint' },
        ...TABLE_COLUMNS,
        { from: 'size', title: 'Size', width: 110 },
      ],
      queries: [
        {
          expr: `topk(20, max by (${TABLE}, conname) (pg_foreign_key_without_index_table_bytes{${DATABASES}}))`,
          legend: 'size',
        },
      ],
    },
  ],
};

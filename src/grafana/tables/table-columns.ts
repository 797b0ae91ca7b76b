import type { TableColumn } from '../panel.ts';

/** Labels by which a table or an index is told from all others of a server. */
export const TABLE = 'datname, schemaname, relname';
export const INDEX = 'datname, schemaname, relname, indexrelname';

export const TABLE_COLUMNS: readonly TableColumn[] = [
  { from: 'relname', title: 'Table' },
  { from: 'schemaname', title: 'Schema', width: 80 },
  { from: 'datname', title: 'Database', width: 90 },
];

export const INDEX_COLUMNS: readonly TableColumn[] = [
  { from: 'indexrelname', title: 'Index' },
  ...TABLE_COLUMNS,
];

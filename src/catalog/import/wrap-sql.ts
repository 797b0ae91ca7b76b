/** A column that the result is to have besides its own. */
export interface ExtraColumn {
  readonly name: string;
  readonly text?: string;
  readonly number?: number;
  /** Another column of the result. */
  readonly column?: string;
}

/** Whether the statement can stand in a FROM clause. */
export function canBeWrapped(sql: string): boolean {
  const start = sql.replace(/^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/|\()+/, '');
  return /^(select|with|values|table)\b/i.test(start);
}

export function withExtras(sql: string, extras: readonly ExtraColumn[]): string {
  if (extras.length === 0) return sql;
  const columns = extras.map((extra) => `${expression(extra)} AS ${identifier(extra.name)}`);
  return `SELECT q.*, ${columns.join(', ')}\nFROM (\n${sql}\n) AS q`;
}

export interface Pivot {
  readonly keys: readonly string[];
  readonly statics: readonly ExtraColumn[];
  /** Name of the column that says which value a row has. */
  readonly label: string;
  readonly value: string;
  readonly columns: readonly string[];
}

/** One row for each value column; as text, since the columns may have different types. */
export function pivotSql(sql: string, { columns, keys, label, statics, value }: Pivot): string {
  const kept = [
    ...keys.map((key) => `q.${identifier(key)}`),
    ...statics.map((extra) => `${expression(extra)} AS ${identifier(extra.name)}`),
    `v.${identifier(label)}`,
    `v.${identifier(value)}`,
  ];
  const rows = columns.map((column) => `(${literal(column)}, q.${identifier(column)}::text)`);
  return [
    `SELECT ${kept.join(', ')}`,
    'FROM (',
    sql,
    `) AS q CROSS JOIN LATERAL (VALUES ${rows.join(', ')}) AS v (${identifier(label)}, ${identifier(value)})`,
  ].join('\n');
}

function expression({ column, number, text = '' }: ExtraColumn): string {
  if (column !== undefined) return `q.${identifier(column)}`;
  return number === undefined ? `${literal(text)}::text` : String(number);
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** postgresql.conf parameters by name. */
export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** Renders settings as lines of postgresql.conf. */
export function renderSettings(settings: ServerSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${quote(value)}\n`)
    .join('');
}

function quote(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return `'${String(value).replaceAll("'", "''")}'`;
}

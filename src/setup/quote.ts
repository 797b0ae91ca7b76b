/** A name as SQL takes it, quoted only where it must be. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal, whatever standard_conforming_strings says. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** Reserved words that somebody might call a role or a database. */
const RESERVED: ReadonlySet<string> = new Set([
  'all',
  'analyse',
  'analyze',
  'any',
  'check',
  'current_role',
  'current_user',
  'default',
  'do',
  'end',
  'from',
  'grant',
  'group',
  'order',
  'primary',
  'public',
  'select',
  'session_user',
  'table',
  'to',
  'user',
  'where',
  'with',
]);

export interface StatementNeeds {
  readonly timeoutMs: number;
  readonly schemas?: readonly string[];
}

/** The settings of the server under which a catalog statement runs. */
export function statementSettings(
  versionNum: number,
  { timeoutMs, schemas = [] }: StatementNeeds,
): ReadonlyMap<string, string> {
  return new Map([
    ...CONSTANT,
    ...(versionNum >= 150_000 ? SINCE_15 : []),
    ['statement_timeout', `${Math.max(1, Math.floor(timeoutMs))}ms`],
    ['search_path', searchPath(schemas)],
  ]);
}

const CONSTANT: readonly (readonly [string, string])[] = [
  // No catalog query may wait behind DDL.
  ['lock_timeout', '100ms'],
  ['idle_in_transaction_session_timeout', '10s'],
  // Timestamps are read as text.
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO, YMD'],
  // Compiling costs more than any of these statements.
  ['jit', 'off'],
];

/** Within one statement nothing needs to be repeatable, and a snapshot of all statistics is dear. */
const SINCE_15: readonly (readonly [string, string])[] = [['stats_fetch_consistency', 'none']];

/** Without public: where others may create there, a better fitting function of theirs would win. */
function searchPath(schemas: readonly string[]): string {
  const quoted = [...new Set(schemas)].map((schema) => `"${schema.replaceAll('"', '""')}"`);
  return ['pg_catalog', ...quoted, 'pg_temp'].join(', ');
}

/** What PostgreSQL says of a statement that it refuses. */
export interface SqlError {
  /** With code, detail and hint, in one line. */
  readonly message: string;
  /** Counts from 0, in UTF-16 as JavaScript does; undefined where the server names no place. */
  readonly offset: number | undefined;
}

/** Reads the error of a statement; `sql` is the text that was sent. */
export function sqlError(error: unknown, sql: string): SqlError {
  const { code, detail, hint, position } = (error ?? {}) as Partial<Record<string, unknown>>;
  const said = error instanceof Error ? error.message : String(error);
  const parts = [
    said,
    typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? ` (${code})` : '',
    typeof detail === 'string' ? `; ${detail}` : '',
    typeof hint === 'string' ? `; hint: ${hint}` : '',
  ];
  const message = parts.join('').replace(/\s*\n\s*/g, ' ');
  return { message, offset: offsetOf(position, sql) };
}

/** PostgreSQL counts characters from 1, JavaScript has two for some of them. */
function offsetOf(position: unknown, sql: string): number | undefined {
  const place = Number(position);
  if (!Number.isInteger(place) || place < 1) return undefined;
  return [...sql].slice(0, place - 1).join('').length;
}

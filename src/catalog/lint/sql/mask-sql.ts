/**
 * SQL of the same length without what is not SQL: comments and the insides of texts become
 * blanks, and of quoted names only letters, digits and _ stay.
 */
export function maskSql(sql: string): string {
  return sql.replace(NOT_SQL, (found) => {
    if (found.startsWith('"')) return found.replace(/[^\w"]/g, '_');
    if (found.startsWith('--') || found.startsWith('/*')) return blanks(found.length);
    const quote = /^\$\w*\$|^[eE]?'/.exec(found)?.[0] ?? '';
    const end = quote.endsWith("'") ? "'" : quote;
    const inside = found.length - quote.length - end.length;
    return inside < 0 ? found : `${quote}${blanks(inside)}${end}`;
  });
}

const NOT_SQL =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|\$(\w*)\$[\s\S]*?\$\1\$|"(?:""|[^"])*"/g;

function blanks(length: number): string {
  return ' '.repeat(length);
}

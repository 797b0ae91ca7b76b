export interface ResultColumn {
  readonly name: string;
  /** Known to be text, by a cast. */
  readonly isText: boolean;
}

/** The columns of a SELECT by its text alone; undefined where they cannot be told. */
export function resultColumns(sql: string): readonly ResultColumn[] | undefined {
  const tokens = [...sql.matchAll(TOKEN)]
    .map(([text]) => text)
    .filter((text) => !/^(\s|--|\/\*)/.test(text));
  const items = selectList(tokens);
  const columns = items?.map(columnOf);
  if (!columns?.every((column) => column !== undefined)) return undefined;
  return columns.length === 0 ? undefined : columns;
}

/** White space, comments, quoted texts and names, dollar quotes, words, casts, anything else. */
const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|(\$\w*\$)[\s\S]*?\1|[\p{L}_][\p{L}\d_$]*|\d[\w.]*|::|[\s\S]/gu;

/** The items between the first SELECT outside of parentheses and what follows its list. */
function selectList(tokens: readonly string[]): readonly (readonly string[])[] | undefined {
  let depth = 0;
  let items: string[][] | undefined;
  for (const [index, token] of tokens.entries()) {
    const word = token.toUpperCase();
    if (token === '(' || token === '[') depth += 1;
    if (token === ')' || token === ']') depth -= 1;
    const outside = depth === 0 && token !== ')' && token !== ']';
    if (items === undefined) {
      if (outside && word === 'SELECT') items = [[]];
      continue;
    }
    const distinctFrom = word === 'FROM' && tokens[index - 1]?.toUpperCase() === 'DISTINCT';
    if (outside && END.has(word) && !distinctFrom) return withoutDistinct(items);
    if (outside && token === ',') items.push([]);
    else items.at(-1)?.push(token);
  }
  return items && withoutDistinct(items);
}

const END: ReadonlySet<string> = new Set([
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  ';',
]);

function withoutDistinct([first = [], ...others]: readonly string[][]): readonly string[][] {
  const [word = '', on = ''] = first.map((token) => token.toUpperCase());
  if (word === 'ALL') return [first.slice(1), ...others];
  if (word !== 'DISTINCT') return [first, ...others];
  if (on !== 'ON') return [first.slice(1), ...others];
  let depth = 0;
  const end = first.findIndex((token) => {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    return token === ')' && depth === 0;
  });
  return [first.slice(end + 1), ...others];
}

function columnOf(tokens: readonly string[]): ResultColumn | undefined {
  const last = tokens.at(-1) ?? '';
  const before = tokens.at(-2) ?? '';
  const isAlias =
    isName(last) &&
    tokens.length > 1 &&
    !NO_ALIAS.has(last.toUpperCase()) &&
    !/^(\.|::|[-+*/%<>=|&^~(,])$/.test(before);
  const expression = isAlias ? tokens.slice(0, before.toUpperCase() === 'AS' ? -2 : -1) : tokens;
  const isText = TEXT_TYPES.has(castOf(expression));
  const name = isAlias ? nameOf(last) : naturalName(withoutCasts(expression));
  return name === undefined ? undefined : { name, isText };
}

/** Words that end an expression or the name of a type. */
const NO_ALIAS: ReadonlySet<string> = new Set([
  'END',
  'NULL',
  'TRUE',
  'FALSE',
  'PRECISION',
  'ZONE',
]);

/** What PostgreSQL calls a column without alias. */
function naturalName(tokens: readonly string[]): string | undefined {
  const last = tokens.at(-1) ?? '';
  if (isName(last) && last.toUpperCase() !== 'END') return nameOf(last);
  if (last.toUpperCase() === 'END') return 'case';
  if (last !== ')') return undefined;
  let depth = 0;
  for (let index = tokens.length - 1; index > 0; index--) {
    if (tokens[index] === ')') depth += 1;
    if (tokens[index] === '(') depth -= 1;
    const called = tokens[index - 1] ?? '';
    if (depth === 0) return isName(called) ? nameOf(called) : undefined;
  }
  return undefined;
}

function withoutCasts(tokens: readonly string[]): readonly string[] {
  let depth = 0;
  const cast = tokens.findIndex((token) => {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    return token === '::' && depth === 0;
  });
  const type = /^[\w"()[\],. ]+$/;
  const ends = cast > 0 && tokens.slice(cast).every((token) => token === '::' || type.test(token));
  return ends ? tokens.slice(0, cast) : tokens;
}

function castOf(tokens: readonly string[]): string {
  const cast = tokens.lastIndexOf('::');
  return cast >= 0 && cast === tokens.length - 2 ? (tokens.at(-1) ?? '').toLowerCase() : '';
}

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'varchar', 'name', 'char', 'regclass']);

function isName(token: string): boolean {
  return /^([\p{L}_][\p{L}\d_$]*|".*")$/u.test(token);
}

/** As PostgreSQL has it: in lower case unless quoted. */
function nameOf(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token.toLowerCase();
}

import { checkLenientYaml } from '../yaml/check-lenient-yaml.ts';
import type { CheckedYaml } from '../yaml/check-yaml.ts';
import { detectDialect } from './dialects/detect-dialect.ts';
import type { Dialect, ForeignOptions, ParsedFile } from './dialects/dialect.ts';
import { isMap } from './dialects/fields.ts';
import { importableFormat } from './dialects/importable-format.ts';
import { manifestDocuments } from './dialects/manifest-documents.ts';
import { anySchema, parseForeign } from './dialects/parse-foreign.ts';
import { unwrapManifest, type Wrapped } from './dialects/unwrap-manifest.ts';
import { parseCatalog } from './parse.ts';

/** One catalog file of any dialect: strict if it is ours, as forgiving as its owner if it is not. */
export function parseFile(file: string, text: string, options: ForeignOptions): ParsedFile {
  if (options.dialect === 'native') return native(file, text);
  const documents = manifestDocuments(text);
  if (documents.length > 1) {
    return merged(documents.map((document) => parseFile(file, document, options)));
  }
  const checked = checkLenientYaml(file, text, anySchema);
  const nothing = isMap(checked.value) && Object.keys(checked.value).length === 0;
  if (nothing && options.rank > 0) {
    return nothingBut({ warnings: [checked.problem([], 'has no query')] });
  }
  const wrapped = unwrapManifest(checked, text);
  if (wrapped !== undefined) return parseWrapped(file, wrapped, checked, options);
  const other = options.dialect === undefined ? importableFormat(checked.value) : undefined;
  if (other !== undefined) {
    const message = `this is a file of ${other}; convert it with: pgvitals catalog import`;
    return nothingBut({ problems: [checked.problem([], message)] });
  }
  const dialect = options.dialect ?? detectDialect(checked.value);
  return dialect === 'native' ? native(file, text) : parseForeign(checked, dialect, options);
}

function native(file: string, text: string): ParsedFile {
  return { ...parseCatalog(file, text), dialect: 'native', warnings: [] };
}

function parseWrapped(
  file: string,
  wrapped: readonly Wrapped[],
  outer: CheckedYaml<unknown>,
  options: ForeignOptions,
): ParsedFile {
  const dialect: Dialect = options.dialect ?? 'cloudnative_pg';
  const parsed = wrapped.map(({ inFile, text }): ParsedFile => {
    const inner = parseFile(file, text, { ...options, dialect });
    const queries = [...inner.queries].map(([id, query]) => {
      if (query === undefined) return [id, query] as const;
      const { col, line } = inFile({ ...query.source, message: '' });
      return [id, { ...query, source: { file, line, col } }] as const;
    });
    return {
      dialect,
      queries: new Map(queries),
      problems: inner.problems.map(inFile),
      warnings: inner.warnings.map(inFile),
    };
  });
  if (wrapped.length > 0) return merged(parsed);
  const message = 'the manifest has no data; expected data or stringData with queries';
  return nothingBut({ problems: [outer.problem([], message)] });
}

function merged(files: readonly ParsedFile[]): ParsedFile {
  return {
    dialect: files[0]?.dialect ?? 'native',
    queries: new Map(files.flatMap(({ queries }) => [...queries])),
    problems: files.flatMap(({ problems }) => problems),
    warnings: files.flatMap(({ warnings }) => warnings),
  };
}

function nothingBut(found: Partial<ParsedFile>): ParsedFile {
  return { dialect: 'native', queries: new Map(), problems: [], warnings: [], ...found };
}

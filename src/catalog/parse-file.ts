import { checkLenientYaml } from '../yaml/check-lenient-yaml.ts';
import type { CheckedYaml } from '../yaml/check-yaml.ts';
import { detectDialect } from './dialects/detect-dialect.ts';
import type { Dialect, ForeignOptions, ParsedFile } from './dialects/dialect.ts';
import { importableFormat } from './dialects/importable-format.ts';
import { anySchema, parseForeign } from './dialects/parse-foreign.ts';
import { unwrapManifest, type Wrapped } from './dialects/unwrap-manifest.ts';
import { parseCatalog } from './parse.ts';

/** One catalog file of any dialect: strict if it is ours, as forgiving as its owner if it is not. */
export function parseFile(file: string, text: string, options: ForeignOptions): ParsedFile {
  if (options.dialect === 'native') return native(file, text);
  const checked = checkLenientYaml(file, text, anySchema);
  const wrapped = unwrapManifest(checked, text);
  if (wrapped !== undefined) return parseWrapped(file, wrapped, checked, options);
  const other = options.dialect === undefined ? importableFormat(checked.value) : undefined;
  if (other !== undefined) {
    const message = `this is a file of ${other}; convert it with: pgvitals catalog import`;
    return { queries: new Map(), problems: [checked.problem([], message)], warnings: [] };
  }
  const dialect = options.dialect ?? detectDialect(checked.value);
  return dialect === 'native' ? native(file, text) : parseForeign(checked, dialect, options);
}

function native(file: string, text: string): ParsedFile {
  return { ...parseCatalog(file, text), warnings: [] };
}

function parseWrapped(
  file: string,
  wrapped: readonly Wrapped[],
  outer: CheckedYaml<unknown>,
  options: ForeignOptions,
): ParsedFile {
  const dialect: Dialect = options.dialect ?? 'cloudnative_pg';
  const parsed = wrapped.map(({ inFile, text }) => {
    const inner = parseFile(file, text, { ...options, dialect });
    return {
      queries: [...inner.queries].map(([id, query]) => {
        const at = query === undefined ? undefined : inFile({ ...query.source, message: '' });
        const source = at && { file, line: at.line, col: at.col };
        return [id, query && source ? { ...query, source } : query] as const;
      }),
      problems: inner.problems.map(inFile),
      warnings: inner.warnings.map(inFile),
    };
  });
  const empty =
    wrapped.length > 0
      ? []
      : [outer.problem([], 'the manifest has no data; expected data or stringData with queries')];
  return {
    queries: new Map(parsed.flatMap(({ queries }) => queries)),
    problems: [...empty, ...parsed.flatMap(({ problems }) => problems)],
    warnings: parsed.flatMap(({ warnings }) => warnings),
  };
}

import { checkLenientYaml } from '../../yaml/check-lenient-yaml.ts';
import type { Problem } from '../../yaml/problem.ts';
import { importableFormat } from '../dialects/importable-format.ts';
import { anySchema } from '../dialects/parse-foreign.ts';
import { parseCatalog } from '../parse.ts';
import type { Imported, NativeQuery } from './imported.ts';
import { importPgwatch } from './pgwatch.ts';
import { importSqlExporter } from './sql-exporter.ts';
import { writeNative } from './write-native.ts';

export interface ImportedCatalog extends Imported {
  /** A catalog file of our own; '' when nothing could be converted. */
  readonly text: string;
}

/** A file of sql_exporter or pgwatch as a catalog file of our own. */
export function importCatalog(file: string, text: string): ImportedCatalog {
  const checked = checkLenientYaml(file, text, anySchema);
  const refuse = (refusals: readonly Problem[]) => ({
    text: '',
    queries: new Map(),
    notes: [],
    refusals,
  });
  if (checked.problems.length > 0) return refuse(checked.problems);
  const format = importableFormat(checked.value);
  if (format === undefined) {
    const message =
      'this is no file of sql_exporter or pgwatch; files of postgres_exporter, pg_exporter and CloudNativePG need no conversion, name them under catalog.files';
    return refuse([checked.problem([], message)]);
  }
  const imported = format === 'pgwatch' ? importPgwatch(checked) : importSqlExporter(checked);
  const { bad, good } = sortOut(imported.queries);
  const notes = [
    ...imported.notes,
    ...bad.map(([id, why]) => checked.problem([], `${id} is left out: ${why}`)),
  ];
  const native = good.size === 0 ? '' : writeNative(good, `Converted from a file of ${format}.`);
  const inOrder = notes.toSorted((a, b) => a.line - b.line || a.col - b.col);
  return { ...imported, queries: good, notes: inOrder, text: native };
}

/** What our own check would refuse must not be in the output. */
function sortOut(queries: ReadonlyMap<string, NativeQuery>) {
  const good = new Map<string, NativeQuery>();
  const bad: (readonly [string, string])[] = [];
  for (const [id, query] of queries) {
    const { problems } = parseCatalog(id, writeNative(new Map([[id, query]]), ''));
    if (problems.length === 0) good.set(id, query);
    else bad.push([id, problems.map(({ message }) => message).join('; ')]);
  }
  return { good, bad };
}

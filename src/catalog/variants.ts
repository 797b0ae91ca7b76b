import type { Path } from '../yaml/problem.ts';
import type { SqlVariant } from './query.ts';
import type { Report } from './report.ts';
import { rangeOf, splitExtension } from './requirements.ts';
import { rangesOverlap } from './version-range.ts';

/** The SQL of a query by the versions it is for; two that could both apply are a problem. */
export function variantsOf(
  query: string | Readonly<Record<string, string>>,
  path: Path,
  report: Report,
): readonly SqlVariant[] {
  if (typeof query === 'string') return [{ when: '', sql: statement(query, path, report) }];
  const entries = Object.entries(query);
  const variants = entries.flatMap(([when, sql]) =>
    variantOf(when, statement(sql, [...path, when], report), [...path, when], report),
  );
  if (entries.length === 0) report(path, 'has no SQL; expected a map from a version range to SQL');
  variants.forEach((variant, index) => {
    const rival = variants.slice(0, index).find((earlier) => bothApply(earlier, variant));
    if (rival !== undefined) {
      report([...path, variant.when], `overlaps with "${rival.when}" above`, 'key');
    }
  });
  return variants;
}

function variantOf(when: string, sql: string, path: Path, report: Report): readonly SqlVariant[] {
  const [extension, rest] = splitExtension(when);
  const text = extension === '' ? when : rest;
  const version = text === '' ? undefined : rangeOf(text, path, report);
  // Of a range that cannot be read, nothing more can be said.
  if (text !== '' && version === undefined) return [];
  return [
    {
      when,
      sql,
      ...(version ? { version } : {}),
      ...(extension === '' ? {} : { extension }),
    },
  ];
}

function bothApply(a: SqlVariant, b: SqlVariant): boolean {
  if (a.extension !== b.extension) return false;
  return !a.version || !b.version || rangesOverlap(a.version, b.version);
}

/** Without the semicolon that people end statements with. */
function statement(sql: string, path: Path, report: Report): string {
  const text = sql.trim().replace(/;\s*$/, '');
  if (text === '') report(path, 'is empty; expected an SQL statement');
  return text;
}

import type { Path } from '../yaml/problem.ts';
import type { ExtensionRequirement, Requirements } from './query.ts';
import type { Report } from './report.ts';
import type { QueryEntry } from './schema.ts';
import { parseVersionRange, type VersionRange } from './version-range.ts';

export function requirementsOf(
  entry: QueryEntry['requires'],
  path: Path,
  report: Report,
): Requirements {
  const version = entry.version && rangeOf(entry.version, [...path, 'version'], report);
  return {
    role: entry.role,
    extensions: listOf(entry.extension).flatMap((text) =>
      extensionOf(text, [...path, 'extension'], report),
    ),
    privileges: listOf(entry.privilege),
    ...(version ? { version } : {}),
    ...(entry.predicate === undefined ? {} : { predicate: entry.predicate }),
  };
}

/** Reports a text that is no range and gives undefined. */
export function rangeOf(text: string, path: Path, report: Report): VersionRange | undefined {
  const range = parseVersionRange(text);
  if (range === undefined) {
    report(path, `"${text}" is not a version range; expected such as ">=14" or ">=13 <17"`);
  }
  return range;
}

/** An extension's name and perhaps a range, as "pg_stat_statements >=1.8". */
export function splitExtension(text: string): readonly [name: string, range: string] {
  const [, name = '', range = ''] = /^\s*([A-Za-z_][\w-]*)\s*(.*?)\s*$/.exec(text) ?? [];
  return [name, range];
}

function extensionOf(text: string, path: Path, report: Report): readonly ExtensionRequirement[] {
  const [name, rangeText] = splitExtension(text);
  if (name === '') {
    report(path, `"${text}" is not an extension; expected such as "pg_stat_statements >=1.8"`);
    return [];
  }
  const version = rangeText === '' ? undefined : rangeOf(rangeText, path, report);
  return [{ name, ...(version ? { version } : {}) }];
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

import { describe, expect, test } from 'vitest';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { type MetricVersions, shortenVersions } from '../../src/docs/metric-versions.ts';
import { MAJORS } from '../helpers/majors.ts';
import { sharedServer } from '../helpers/shared.ts';
import { returnedColumns } from './returned-columns.ts';

describe('docs/metric-versions.json', () => {
  test('has the versions in which real servers return each column (-u writes it)', async () => {
    const all = await loadCatalog([SHIPPED_CATALOG]);
    const queries = all.filter(({ feed }) => feed === undefined);
    const servers = await Promise.all(
      MAJORS.map(async (major) => [major, await returnedColumns(sharedServer(major), queries)]),
    );
    const seen = new Map<string, Map<string, readonly number[]>>();
    for (const { columns, id } of queries) {
      const declared = columns.filter(({ usage }) => usage !== 'DISCARD');
      const versions = new Map(declared.map(({ column }) => [column, versionsWith(id, column)]));
      if ([...versions.values()].some((majors) => majors.length > 0)) seen.set(id, versions);
    }
    await expect(toJson(shortenVersions(seen))).toMatchFileSnapshot(
      '../../docs/metric-versions.json',
    );

    function versionsWith(id: string, column: string): readonly number[] {
      return servers.flatMap(([major, returned]) => {
        const names = (returned as ReadonlyMap<string, readonly string[]>).get(id);
        return names?.includes(column) ? [Number(major)] : [];
      });
    }
  });
});

/** One line for each column, as the formatter wants it. */
function toJson(versions: MetricVersions): string {
  const queries = Object.entries(versions).map(([id, columns]) => {
    const lines = Object.entries(columns).map(
      ([column, majors]) => `    ${JSON.stringify(column)}: [${majors.join(', ')}]`,
    );
    return `  ${JSON.stringify(id)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${queries.join(',\n')}\n}\n`;
}

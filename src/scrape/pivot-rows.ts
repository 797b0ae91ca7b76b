import type { Pivot } from '../catalog/query.ts';
import type { TextRow } from '../target/connection.ts';
import type { ResultShaper } from './shape-result.ts';

/** Gives a shaper one row with a column for each row of the result: its name and its value. */
export function pivotRows({ name, value }: Pivot, shaper: ResultShaper): ResultShaper {
  const names: string[] = [];
  const values: (string | null)[] = [];
  return {
    sink(columns) {
      const positionOf = (wanted: string) => {
        const position = columns.findIndex((column) => column.name === wanted);
        if (position >= 0) return position;
        const found = columns.map((column) => column.name).join(', ');
        throw new Error(`the result has no column ${wanted} to pivot by; found ${found}`);
      };
      const [nameAt, valueAt] = [positionOf(name), positionOf(value)];
      return (row: TextRow) => {
        names.push(row[nameAt] ?? '');
        values.push(row[valueAt] ?? null);
      };
    },
    finish(truncated) {
      // Type 0: the text alone says whether it is a number.
      const take = shaper.sink(names.map((column) => ({ name: column, typeOid: 0 })));
      if (names.length > 0) take(values);
      return shaper.finish(truncated);
    },
  };
}

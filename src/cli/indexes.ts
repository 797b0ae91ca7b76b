import { Command, Option } from 'commander';
import { INDEX_SORTS, INDEXES_QUERIES, indexColumns, indexRows } from '../console/indexes-view.ts';
import { sortRows } from '../console/sort-rows.ts';
import { EXIT, type Io } from './io.ts';
import { addListOptions, type ListFlags, limited } from './output-options.ts';
import { printRows } from './print-rows.ts';
import { readFamilies } from './read-families.ts';
import { withTarget } from './with-target.ts';

interface IndexesFlags extends ListFlags {
  readonly sort: string;
  readonly database?: string;
  readonly table?: string;
  readonly problems: boolean;
}

export function indexesCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('indexes')
    .addOption(
      new Option('--sort <by>', 'what comes first')
        .choices(Object.keys(INDEX_SORTS))
        .default('size'),
    )
    .option('--problems', 'only those that are unused, duplicate or invalid', false)
    .option('--database <name>', 'only those of this database')
    .option('--table <name>', 'only those of this table');
  return addListOptions(command, 20).action(async (flags: IndexesFlags) =>
    done(await indexes(flags, io)),
  );
}

export async function indexes(flags: IndexesFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const families = await readFamilies(chosen, INDEXES_QUERIES, io);
    const rows = indexRows(families).filter(
      ({ datname, problems, relname, schemaname }) =>
        (flags.database ?? datname) === datname &&
        (flags.table === undefined ||
          [relname, `${schemaname}.${relname}`].includes(flags.table)) &&
        (!flags.problems || problems.length > 0),
    );
    const sorted = sortRows(rows, INDEX_SORTS[flags.sort] ?? (() => 0));
    const columns = indexColumns(Date.now() / 1000);
    const nothing = flags.problems
      ? 'No index is unused, duplicate or invalid.'
      : 'There are no indexes here.';
    printRows({ columns, rows: limited(sorted, flags.limit), nothing }, flags, io);
    return EXIT.ok;
  });
}

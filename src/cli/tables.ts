import { Command, Option } from 'commander';
import { sortRows } from '../console/sort-rows.ts';
import { TABLE_SORTS, TABLES_QUERIES, tableColumns, tableRows } from '../console/tables-view.ts';
import { EXIT, type Io } from './io.ts';
import { addListOptions, type ListFlags, limited } from './output-options.ts';
import { printRows } from './print-rows.ts';
import { readFamilies } from './read-families.ts';
import { withTarget } from './with-target.ts';

interface TablesFlags extends ListFlags {
  readonly sort: string;
  readonly database?: string;
  readonly schema?: string;
}

export function tablesCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('tables')
    .addOption(
      new Option('--sort <by>', 'what comes first')
        .choices(Object.keys(TABLE_SORTS))
        .default('size'),
    )
    .option('--database <name>', 'only those of this database')
    .option('--schema <name>', 'only those of this schema');
  return addListOptions(command, 20).action(async (flags: TablesFlags) =>
    done(await tables(flags, io)),
  );
}

export async function tables(flags: TablesFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const families = await readFamilies(chosen, TABLES_QUERIES, io);
    const rows = tableRows(families).filter(
      ({ datname, schemaname }) =>
        (flags.database ?? datname) === datname && (flags.schema ?? schemaname) === schemaname,
    );
    const sorted = sortRows(rows, TABLE_SORTS[flags.sort] ?? (() => 0));
    const columns = tableColumns(Date.now() / 1000);
    const nothing = 'There are no tables here.';
    printRows({ columns, rows: limited(sorted, flags.limit), nothing }, flags, io);
    if (chosen.server.role === 'standby' && rows.length > 0 && !flags.json && !flags.csv)
      io.stdout.write(ON_STANDBY);
    return EXIT.ok;
  });
}

const ON_STANDBY =
  '\nThis is a standby: rows, dead rows, vacuum and analyze are counted on its primary only.\n';

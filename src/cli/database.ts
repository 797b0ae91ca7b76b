import { Command } from 'commander';
import { DATABASE_COLUMNS, DATABASES_QUERIES, databaseRows } from '../console/databases-view.ts';
import { formatCount } from '../console/format-count.ts';
import { sampleValue } from '../console/sample-value.ts';
import { sortRows } from '../console/sort-rows.ts';
import { EXIT, type Io } from './io.ts';
import { addListOptions, type ListFlags, limited } from './output-options.ts';
import { printRows } from './print-rows.ts';
import { readFamilies } from './read-families.ts';
import { withTarget } from './with-target.ts';

export function databaseCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('database');
  return addListOptions(command, 0).action(async (flags: ListFlags) =>
    done(await database(flags, io)),
  );
}

export async function database(flags: ListFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const families = await readFamilies(chosen, DATABASES_QUERIES, io);
    const rows = sortRows(databaseRows(families), ({ bytes }) => bytes);
    printRows(
      { columns: DATABASE_COLUMNS, rows: limited(rows, flags.limit), nothing: 'No database.' },
      flags,
      io,
    );
    if (!flags.json && !flags.csv) {
      const { role, version } = chosen.server;
      const used = formatCount(sampleValue(families, 'pg_connections_used'));
      const max = formatCount(sampleValue(families, 'pg_connections_max'));
      io.stdout.write(`\nPostgreSQL ${version}, ${role}; ${used} of ${max} connections in use.\n`);
    }
    return EXIT.ok;
  });
}

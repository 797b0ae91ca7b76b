import { Command } from 'commander';
import { catalogCheckCommand } from './catalog-check.ts';
import { catalogDiffCommand } from './catalog-diff.ts';
import { catalogImportCommand } from './catalog-import.ts';
import { catalogLintCommand } from './catalog-lint.ts';
import { catalogTestCommand } from './catalog-test.ts';
import type { Io } from './io.ts';

/** The commands that look at catalog files. */
export function catalogCommand(io: Io, done: (code: number) => void): Command {
  return new Command('catalog')
    .helpCommand(false)
    .addCommand(catalogCheckCommand(io, done))
    .addCommand(catalogDiffCommand(io, done))
    .addCommand(catalogImportCommand(io, done))
    .addCommand(catalogLintCommand(io, done))
    .addCommand(catalogTestCommand(io, done));
}

import { Command } from 'commander';
import { baselineCompareCommand } from './baseline-compare.ts';
import { baselineCreateCommand } from './baseline-create.ts';
import {
  baselineDeleteCommand,
  baselineListCommand,
  baselineShowCommand,
} from './baseline-list.ts';
import type { Io } from './io.ts';

export function baselineCommand(io: Io, done: (code: number) => void): Command {
  return new Command('baseline')
    .addCommand(baselineCreateCommand(io, done))
    .addCommand(baselineCompareCommand(io, done))
    .addCommand(baselineShowCommand(io, done))
    .addCommand(baselineListCommand(io, done))
    .addCommand(baselineDeleteCommand(io, done));
}

import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Baseline } from '../baseline/baseline.ts';
import { type BaselineStore, baselineStore } from '../baseline/baseline-store.ts';
import { durationSchema } from '../catalog/duration.ts';
import type { ReadConfig } from '../config/read-config.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { addServerOptions } from './server-options.ts';
import { stateFolder } from './state-folder.ts';
import type { TargetFlags } from './with-target.ts';

export interface BaselineFlags extends TargetFlags {
  readonly folder?: string;
}

export function addBaselineOptions(command: Command): Command {
  return addServerOptions(
    command.option(
      '--folder <folder>',
      'where baselines are kept; that of the configuration when absent',
    ),
  );
}

/** In the folder of the flag, else of the configuration, else of the user's state. */
export function openStore(
  { config }: ReadConfig,
  target: string,
  { folder }: BaselineFlags,
  io: Io,
): BaselineStore {
  const place = folder ?? config.baselines.folder ?? join(stateFolder(io.env), 'baselines');
  return baselineStore(place, target);
}

/** @throws CliError when there is none of that name, or none at all */
export function pick(all: readonly Baseline[], name: string | undefined, target: string): Baseline {
  const found = name === undefined ? all.at(-1) : all.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new CliError(
    all.length === 0
      ? `there is no baseline of target ${target}; make one with "pgvitals baseline create"`
      : `there is no baseline "${name}" of target ${target}; there are ${all.map((one) => one.name).join(', ')}`,
    EXIT.usage,
  );
}

export function windowOption(text: string): number {
  const { data, success } = durationSchema.safeParse(text);
  if (success && data >= 100) return data;
  throw new InvalidArgumentError('Expected a time of at least 100ms, such as 5s.');
}

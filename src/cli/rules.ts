import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { readConfig } from '../config/read-config.ts';
import { counted } from '../console/counted.ts';
import { alertPanels } from '../grafana/alert-panels.ts';
import { DASHBOARDS } from '../grafana/dashboards.ts';
import { ruleFiles } from '../prometheus/rule-files.ts';
import { chooseLimits } from '../thresholds/choose-limits.ts';
import { loadThresholds } from '../thresholds/load-thresholds.ts';
import { PRESETS, type Preset } from '../thresholds/threshold.ts';
import { CliError } from './cli-error.ts';
import { addConfigOptions, type ConfigFlags, configInput } from './config-options.ts';
import { EXIT, type Io } from './io.ts';

interface RulesFlags extends ConfigFlags {
  readonly out: string;
  readonly preset?: Preset;
}

export function rulesCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('rules')
    .option('--out <folder>', 'where the files go', 'rules')
    .addOption(new Option('--preset <preset>', 'limits for this kind of server').choices(PRESETS));
  return addConfigOptions(command).action(async (flags: RulesFlags) =>
    done(await writeRules(flags, io)),
  );
}

async function writeRules(flags: RulesFlags, io: Io): Promise<number> {
  const { config, targets } = await readConfig(configInput(flags, io.env));
  const thresholds = await loadThresholds();
  const flag = { ...(flags.preset === undefined ? {} : { preset: flags.preset }), values: {} };
  const { grafana = '', runbooks = '', ...usual } = config.thresholds;
  const files = ruleFiles(chooseLimits(thresholds, usual, flag), {
    origin: 'Made by "pgvitals rules"; change limits in pgvitals.yaml and write them anew.',
    links: {
      grafana: withoutSlash(grafana),
      runbooks: withoutSlash(runbooks),
      panels: alertPanels(DASHBOARDS, thresholds),
    },
    targets: [...targets].map(([instance, target]) => ({
      instance,
      chosen: chooseLimits(thresholds, usual, flag, target.thresholds),
    })),
  });
  try {
    await mkdir(flags.out, { recursive: true });
    for (const { name, text } of files) await writeFile(join(flags.out, name), text);
  } catch (cause) {
    const message = `the rules cannot be written to ${flags.out}: ${(cause as Error).message}`;
    throw new CliError(message, EXIT.failure, { cause });
  }
  io.stdout.write(`Wrote ${counted(files.length, 'file')} to ${flags.out}.\n`);
  return EXIT.ok;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CatalogPath } from '../catalog/dialects/dialect.ts';
import { readCatalog, SHIPPED_CATALOG } from '../catalog/load.ts';
import type { CatalogQuery } from '../catalog/query.ts';
import { type CheckedYaml, checkYaml } from '../yaml/check-yaml.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { FileError } from '../yaml/problem.ts';
import { ConfigError } from './config-error.ts';
import { environmentTargets } from './environment-targets.ts';
import { pgbouncerProblems } from './pgbouncer-problems.ts';
import { type Config, configSchema, type TargetConfig } from './schema.ts';
import { unknownDisabled } from './unknown-disabled.ts';
import { unknownThresholds } from './unknown-thresholds.ts';

/** A checked configuration with its catalog and the server to monitor. */
export interface ReadConfig {
  readonly config: Config;
  readonly targets: ReadonlyMap<string, TargetConfig>;
  readonly defaultTarget: string | undefined;
  readonly queries: readonly CatalogQuery[];
  /** Where the targets come from: a file name, or the name of an environment variable. */
  readonly source: string | undefined;
  /** Where secrets of the form `env` are looked up. */
  readonly env: NodeJS.ProcessEnv;
}

export interface ConfigInput {
  readonly file?: string | undefined;
  /** Catalog files and folders that replace those of the configuration. */
  readonly catalogs?: readonly string[] | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads the configuration file, then the environment for a server where the file names none.
 * @throws FileError with every problem and its place; ConfigError where there is no place
 */
export async function readConfig({ file, catalogs, env }: ConfigInput): Promise<ReadConfig> {
  const { config, problem } = await readFileConfig(file);
  const fromFile = new Map(Object.entries(config.targets));
  const fromEnvironment = fromFile.size > 0 ? undefined : await environmentTargets(env);
  const targets = fromEnvironment?.targets ?? fromFile;
  const { default_target: named } = config;
  const defaultTarget = named === 'none' ? undefined : (named ?? [...targets.keys()][0]);
  const shipped = config.catalog.shipped ? [SHIPPED_CATALOG] : [];
  const paths = catalogs?.length
    ? catalogs
    : [...shipped, ...config.catalog.files.map(catalogPath)];
  const { ids, problems, queries } = await readCatalog(paths, config.catalog.disable);
  // A catalog of a flag need not have what the file switches off.
  const misnamed = catalogs?.length ? [] : unknownDisabled(config, ids, problem);
  const wrong = [...misnamed, ...(await unknownThresholds(config, problem)), ...problems];
  if (wrong.length > 0) throw new FileError(wrong);
  return {
    config,
    targets,
    defaultTarget,
    queries,
    source: fromFile.size > 0 ? file : fromEnvironment?.source,
    env,
  };
}

function catalogPath(file: Config['catalog']['files'][number]): string | CatalogPath {
  if (typeof file === 'string') return file;
  const { databases, dialect, path, prefix, server_label: serverLabel } = file;
  return {
    path,
    ...(databases === undefined ? {} : { databases }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(serverLabel === undefined ? {} : { serverLabel }),
  };
}

type CheckedConfig = CheckedYaml<Config>;

async function readFileConfig(
  file: string | undefined,
): Promise<{ readonly config: Config; readonly problem: CheckedConfig['problem'] }> {
  const checked: CheckedConfig =
    file === undefined ? checkYaml('', '', configSchema) : await checkFile(file);
  const { problem, value: config } = checked;
  if (config === undefined) throw new FileError(checked.problems);
  const names = Object.keys(config.targets);
  const { default_target: wanted } = config;
  if (wanted !== undefined && wanted !== 'none' && !names.includes(wanted)) {
    const message = `there is no target "${wanted}"${didYouMean(wanted, names)}; expected one of ${names.join(', ')}, or none`;
    throw new FileError([problem(['default_target'], message)]);
  }
  const useless = pgbouncerProblems(config, problem);
  if (useless.length > 0) throw new FileError(useless);
  return { config: withAbsolutePaths(config, dirname(file ?? '')), problem };
}

async function checkFile(file: string): Promise<CheckedConfig> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new ConfigError(`the configuration file ${file} cannot be read: ${cause.message}`);
  });
  return checkYaml(file, text, configSchema);
}

/** Paths in the file are relative to the file, not to where the program was started. */
function withAbsolutePaths(config: Config, folder: string): Config {
  const absolute = (path: string) => resolve(folder, path);
  const targets = Object.entries(config.targets).map(([name, target]) => {
    const entries = Object.entries(target).map(([key, value]) => {
      if (typeof value === 'string' && CERTIFICATES.has(key)) return [key, absolute(value)];
      if (key === 'password' || key === 'url') return [key, secretPath(value, absolute)];
      return [key, value];
    });
    return [name, Object.fromEntries(entries) as TargetConfig] as const;
  });
  return {
    ...config,
    targets: Object.fromEntries(targets),
    baselines: {
      ...config.baselines,
      ...(config.baselines.folder === undefined
        ? {}
        : { folder: absolute(config.baselines.folder) }),
    },
    catalog: {
      ...config.catalog,
      files: config.catalog.files.map((file) =>
        typeof file === 'string' ? absolute(file) : { ...file, path: absolute(file.path) },
      ),
    },
  };
}

const CERTIFICATES: ReadonlySet<string> = new Set(['sslrootcert', 'sslcert', 'sslkey']);

function secretPath(value: unknown, absolute: (path: string) => string): unknown {
  const { file } = (typeof value === 'object' ? value : {}) as { file?: string };
  return file === undefined ? value : { file: absolute(file) };
}

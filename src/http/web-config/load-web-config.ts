import { dirname } from 'node:path';
import { type CheckedYaml, checkYaml } from '../../yaml/check-yaml.ts';
import { byPlace, formatProblem, type Problem, pathPrefix } from '../../yaml/problem.ts';
import { readTlsConfig } from './read-tls-config.ts';
import type { TlsProblem } from './tls-problem.ts';
import type { WebConfig } from './web-config.ts';
import { WebConfigError } from './web-config-error.ts';
import { fsProblem, nodeFs, type WebConfigFs } from './web-config-fs.ts';
import { webConfigSchema } from './web-config-schema.ts';

/**
 * Reads a web configuration file and every file it names; an empty file asks for nothing.
 * @throws WebConfigError with all problems that were found
 */
export async function loadWebConfig(file: string, fs: WebConfigFs = nodeFs): Promise<WebConfig> {
  const text = await readConfigFile(file, fs);
  const { value, problems, problem } = checkYaml(file, text, webConfigSchema, { hideValues: true });
  if (value === undefined) throw invalid(problems);

  const { tls_server_config, http_server_config, basic_auth_users, rate_limit } = value;
  const reading = await readTlsConfig(tls_server_config ?? {}, dirname(file), fs);
  if (reading.problems.length > 0) throw invalidTls(reading.problems, problem);

  return Object.freeze({
    file,
    tls: reading.tls,
    headers: givenEntries(http_server_config?.headers ?? {}),
    users: new Map(Object.entries(basic_auth_users ?? {})),
    rateLimit: rateLimitOf(rate_limit?.interval, rate_limit?.burst),
  });
}

async function readConfigFile(file: string, fs: WebConfigFs): Promise<string> {
  try {
    return await fs.readFile(file);
  } catch (cause) {
    const problem = `${file}: the web configuration file ${fsProblem(cause)}`;
    throw new WebConfigError('WEB_CONFIG_INVALID', [problem], { cause });
  }
}

function invalid(problems: readonly Problem[], options?: ErrorOptions): WebConfigError {
  return new WebConfigError('WEB_CONFIG_INVALID', problems.map(formatProblem), options);
}

function invalidTls(
  found: readonly TlsProblem[],
  problem: CheckedYaml<unknown>['problem'],
): WebConfigError {
  const problems = found.map(({ path, message, at }) =>
    problem(path, `${pathPrefix(path)}${message}`, at),
  );
  const cause = found.find((one) => one.cause !== undefined)?.cause;
  return invalid(problems.sort(byPlace), cause === undefined ? undefined : { cause });
}

function givenEntries(values: Readonly<Record<string, string | undefined>>): Map<string, string> {
  return new Map(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function rateLimitOf(intervalMs = 0, burst = 0): WebConfig['rateLimit'] {
  return intervalMs === 0 ? undefined : { intervalMs, burst };
}

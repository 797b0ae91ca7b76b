import { dirname } from 'node:path';
import { describeIssues } from './describe-issues.ts';
import { readTlsConfig } from './read-tls-config.ts';
import type { WebConfig } from './web-config.ts';
import { WebConfigError } from './web-config-error.ts';
import { fsProblem, nodeFs, type WebConfigFs } from './web-config-fs.ts';
import { knownKeys, webConfigSchema } from './web-config-schema.ts';
import { type Problem, parseYamlSource, type YamlSource } from './yaml-source.ts';

/**
 * Reads a web configuration file and every file it names; an empty file asks for nothing.
 * @throws WebConfigError with all problems that were found
 */
export async function loadWebConfig(file: string, fs: WebConfigFs = nodeFs): Promise<WebConfig> {
  const source = parseYamlSource(file, await readConfigFile(file, fs));
  if (!('describe' in source)) throw new WebConfigError('WEB_CONFIG_INVALID', source);

  const parsed = webConfigSchema.safeParse(source.value ?? {});
  if (!parsed.success) {
    throw invalid(source, describeIssues(parsed.error.issues, source.value, knownKeys));
  }

  const { tls_server_config, http_server_config, basic_auth_users, rate_limit } = parsed.data;
  const { tls, problems } = await readTlsConfig(tls_server_config ?? {}, dirname(file), fs);
  if (problems.length > 0) throw invalid(source, problems);

  return Object.freeze({
    file,
    tls,
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

function invalid(source: YamlSource, problems: readonly Problem[]): WebConfigError {
  const cause = problems.find((problem) => problem.cause !== undefined)?.cause;
  return new WebConfigError('WEB_CONFIG_INVALID', source.describe(problems), { cause });
}

function givenEntries(values: Readonly<Record<string, string | undefined>>): Map<string, string> {
  return new Map(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function rateLimitOf(intervalMs = 0, burst = 0): WebConfig['rateLimit'] {
  return intervalMs === 0 ? undefined : { intervalMs, burst };
}

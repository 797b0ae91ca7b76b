import { z } from 'zod';
import { type Finding, missing, ok, warning } from './finding.ts';
import { webJson } from './web-json.ts';

const rulesAnswer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() }),
        ),
      }),
    ),
  }),
});

const targetsAnswer = z.object({
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});

/** Whether a Prometheus scrapes an exporter and has all of the rules, without errors. */
export async function checkPrometheus(
  address: string,
  expectedRules: readonly string[],
): Promise<readonly Finding[]> {
  const check = 'Prometheus';
  try {
    const rules = rulesAnswer.parse(await webJson(address, '/api/v1/rules'));
    const loaded = rules.data.groups.flatMap((group) => group.rules);
    const query = `/api/v1/query?query=${encodeURIComponent('last_over_time(pgvitals_build_info[5m])')}`;
    const { data } = targetsAnswer.parse(await webJson(address, query));
    const jobs = [...new Set(data.result.map(({ metric }) => metric.job ?? ''))];
    return [
      jobs.length > 0
        ? ok(check, `scrapes the exporter as job ${jobs.join(', ')}`)
        : missing(check, 'it scrapes no exporter', 'there is no history and no alert', [
            'add the job of docs/configuration.md#prometheus to scrape_configs',
          ]),
      ...rulesFindings(loaded, expectedRules),
    ];
  } catch (error) {
    const why = 'there is no history and no alert';
    return [missing(check, (error as Error).message, why, ['is --prometheus right?'])];
  }
}

function rulesFindings(
  loaded: readonly { name: string; health: string; lastError?: string | undefined }[],
  expected: readonly string[],
): readonly Finding[] {
  const names = new Set(loaded.map(({ name }) => name));
  const absent = expected.filter((name) => !names.has(name));
  const broken = loaded.filter(({ health, name }) => health === 'err' && expected.includes(name));
  const check = 'rules';
  const load = ['rule_files: [/etc/prometheus/rules/*.yml], with the files of prometheus/rules'];
  const present =
    absent.length === 0
      ? ok(check, `all ${expected.length} are loaded`)
      : absent.length === expected.length
        ? missing(check, 'none of ours is loaded', 'nobody is paged', load)
        : warning(
            check,
            `${absent.length} are not loaded: ${some(absent)}`,
            'they do not fire',
            load,
          );
  return [
    present,
    ...broken.map(({ lastError = '', name }) =>
      warning(check, `${name} fails: ${lastError}`, 'it does not fire'),
    ),
  ];
}

function some(names: readonly string[]): string {
  const more = names.length > SHOWN ? ' ...' : '';
  return names.slice(0, SHOWN).join(', ') + more;
}

const SHOWN = 5;

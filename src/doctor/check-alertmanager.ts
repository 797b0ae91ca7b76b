import { z } from 'zod';
import { type Finding, missing, ok, warning } from './finding.ts';
import { webJson } from './web-json.ts';

const statusAnswer = z.object({
  config: z.object({ original: z.string() }),
  versionInfo: z.object({ version: z.string() }),
});

/** Whether an Alertmanager is there, and routes by severity. */
export async function checkAlertmanager(address: string): Promise<readonly Finding[]> {
  const check = 'Alertmanager';
  try {
    const { config, versionInfo } = statusAnswer.parse(await webJson(address, '/api/v2/status'));
    if (/severity/.test(config.original)) {
      return [ok(check, `version ${versionInfo.version}, routes by severity`)];
    }
    return [
      warning(
        check,
        `version ${versionInfo.version}, does not route by severity`,
        'warnings page like critical alerts, or nobody is paged',
        ['take the routes of prometheus/alertmanager.yml'],
      ),
    ];
  } catch (error) {
    const why = 'alerts reach nobody';
    return [missing(check, (error as Error).message, why, ['is --alertmanager right?'])];
  }
}

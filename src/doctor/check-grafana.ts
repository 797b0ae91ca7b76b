import { z } from 'zod';
import { type Finding, missing, ok } from './finding.ts';
import { webJson } from './web-json.ts';

const healthAnswer = z.object({ version: z.string().optional() });
const searchAnswer = z.array(z.object({ title: z.string() }));

/** Whether a Grafana is there and has the dashboards, which are known by their tag. */
export async function checkGrafana(address: string): Promise<readonly Finding[]> {
  const check = 'Grafana';
  try {
    const { version = 'unknown' } = healthAnswer.parse(await webJson(address, '/api/health'));
    const found = searchAnswer.parse(
      await webJson(address, '/api/search?tag=pgvitals&type=dash-db'),
    );
    if (found.length > 0) return [ok(check, `version ${version}, ${found.length} dashboards`)];
    return [
      missing(check, `version ${version}, none of our dashboards`, 'there is nothing to look at', [
        'copy grafana/provisioning and grafana/dashboards, or import the dashboards',
      ]),
    ];
  } catch (error) {
    const why = 'there is nothing to look at';
    const mend = ['is --grafana right? Where it wants a login: http://user:password@host:3000'];
    return [missing(check, (error as Error).message, why, mend)];
  }
}

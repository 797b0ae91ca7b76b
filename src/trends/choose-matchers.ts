import type { PrometheusClient } from '../prometheus/prometheus-client.ts';
import { PrometheusError } from '../prometheus/prometheus-error.ts';

/**
 * Which series in Prometheus are those of a target: the instance that is asked for, the one with
 * the name of the target, or the only one there is.
 * @throws PrometheusError when nobody can tell
 */
export async function chooseMatchers(client: PrometheusClient, wanted: Wanted): Promise<string> {
  const instance = await chooseInstance(client, wanted);
  return `instance="${instance.replace(/["\\]/g, '\\$&')}"`;
}

interface Wanted {
  readonly instance: string | undefined;
  readonly target: string | undefined;
}

/** Its label instance alone. */
export async function chooseInstance(
  client: PrometheusClient,
  { instance, target }: Wanted,
): Promise<string> {
  const known = await client.query('max by (instance) (last_over_time(pg_up[1h]))');
  const instances = known.map(({ labels }) => labels.instance ?? '').sort();
  const wanted = instance ?? (instances.length === 1 ? instances[0] : target);
  if (wanted !== undefined && instances.includes(wanted)) return wanted;
  if (instances.length === 0) {
    throw new PrometheusError(
      'Prometheus has no pg_up of the last hour: it does not scrape pgvitals yet',
    );
  }
  throw new PrometheusError(
    `Prometheus knows the instances ${instances.join(', ')}${wanted === undefined ? '' : `, and not ${wanted}`}; choose one with --instance`,
  );
}

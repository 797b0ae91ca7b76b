import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Answer, LivePrometheus } from './live-prometheus.ts';

/** Rates need several scrapes; rules that look back need those of other rules. */
export async function enoughToLookAt(prometheus: LivePrometheus): Promise<void> {
  const since = Date.now() / 1000;
  const query = [
    'count(sum_over_time(pg_up[20s]) >= 3) >= 3',
    'count(database_class:pg_query_p99_of_target:factor5m) > 0',
    'count(query:pg_stat_statements_mean:seconds1h) > 0',
    'count(ALERTS{alertstate="firing"}) > 2',
  ].join(' and ');
  const ready = async () => {
    if (Date.now() / 1000 - since < 8) return false;
    return (await prometheus.api<Answer>('query', { query })).result.length > 0;
  };
  if (await waitUntil(ready, { timeoutMs: 40_000, intervalMs: 250 })) return;
  throw new Error(`Prometheus does not see enough: ${query}`);
}

import { isMap } from './fields.ts';

export type ImportableFormat = 'sql_exporter' | 'pgwatch';

/** Whose file it is, of those exporters whose files must be converted. */
export function importableFormat(data: unknown): ImportableFormat | undefined {
  if (!isMap(data)) return undefined;
  const { collector_name, collectors, metrics, presets, target, jobs } = data;
  if (typeof collector_name === 'string') return 'sql_exporter';
  if (
    isMap(metrics) &&
    Object.values(metrics).some((metric) => isMap(metric) && 'sqls' in metric)
  ) {
    return 'pgwatch';
  }
  if (metrics === undefined && isMap(presets)) return 'pgwatch';
  const server = isMap(target) || Array.isArray(jobs);
  return Array.isArray(collectors) || (server && 'collector_files' in data)
    ? 'sql_exporter'
    : undefined;
}

import { SERVERS } from './select.ts';

/**
 * 2 where a critical alert of these categories fires, 1 where only a warning does, else 0. By the
 * name of the server alone: alerts of its host have that name, too, and a job of their own.
 */
export function verdict(categories: string, selector: string = SERVERS): string {
  const firing = (severity: string) =>
    `ALERTS{alertstate="firing",severity="${severity}",category=~"${categories}",${selector}}`;
  return `max by (instance) (2 * ${firing('critical')} or ${firing('warning')} or 0 * pg_up{${selector}})`;
}

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Receivers } from './receivers.ts';

export const SHIPPED = join(import.meta.dirname, '..', '..', 'prometheus');
export const SECRETS = {
  'pagerduty-routing-key': 'R0123456789abcdef0123456789abcde',
  'slack-webhook-url': '/services/T1/B2/token',
  'smtp-password': 'mail password',
} as const;

export interface AlertmanagerYaml {
  readonly global: Record<string, unknown>;
  readonly time_intervals: unknown[];
  readonly route: Route;
}

interface Route {
  group_wait?: string;
  group_interval?: string;
  repeat_interval?: string;
  mute_time_intervals?: string[];
  readonly routes?: readonly Route[];
}

export interface ShippedOptions {
  readonly folder: string;
  /** Edits the text, as a person would. */
  readonly edit?: (text: string) => string;
  /** Edits the copy further. */
  readonly change?: (config: AlertmanagerYaml) => void;
}

/**
 * Fills a folder with the shipped alertmanager.yml, its templates and secrets. PagerDuty, Slack and
 * the mail server are `receivers` there, and waiting takes a second.
 */
export async function shippedAlertmanager(
  receivers: Receivers,
  { change, edit = (text) => text, folder }: ShippedOptions,
): Promise<void> {
  const text = await readFile(join(SHIPPED, 'alertmanager.yml'), 'utf8');
  const config = parse(edit(text)) as AlertmanagerYaml;
  Object.assign(config.global, {
    pagerduty_url: `${receivers.url}/v2/enqueue`,
    smtp_smarthost: receivers.smarthost,
    smtp_require_tls: false,
  });
  hurry(config.route);
  change?.(config);
  await writeFile(join(folder, 'alertmanager.yml'), stringify(config));
  await cp(join(SHIPPED, 'templates'), join(folder, 'templates'), { recursive: true });
  await mkdir(join(folder, 'secrets'), { recursive: true });
  for (const [name, secret] of Object.entries(SECRETS)) {
    const text = name === 'slack-webhook-url' ? receivers.url + secret : secret;
    // Alertmanager 0.25 takes a newline for a part of this password, and of no other secret.
    const end = name === 'smtp-password' ? '' : '\n';
    await writeFile(join(folder, 'secrets', name), text + end);
  }
}

/** Every wait but the one before a repetition, which shall not come while a test looks. */
function hurry(route: Route): void {
  if (route.group_wait !== undefined) route.group_wait = '1s';
  if (route.group_interval !== undefined) route.group_interval = '1s';
  for (const child of route.routes ?? []) hurry(child);
}

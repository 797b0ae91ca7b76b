import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { THRESHOLD_CATEGORIES } from '../../src/thresholds/threshold.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import { SHIPPED } from './shipped-alertmanager.ts';

const FILE = join(SHIPPED, 'alertmanager.yml');

describe('prometheus/alertmanager.yml', () => {
  test('is what amtool takes', async () => {
    const { stdout } = await amtool('check-config', FILE);
    expect(stdout).toContain('SUCCESS');
    expect(stdout).toMatch(/ - 1 templates/);
  });

  test.each(THRESHOLD_CATEGORIES)(
    'sends alerts of category %s where their severity says',
    async (category) => {
      const receivers = ['critical', 'warning', 'info', 'none'].map(async (severity) =>
        receiverOf({ alertname: 'Some', target: 'a', category, severity }),
      );
      expect(await Promise.all(receivers)).toEqual(['pager', 'chat-and-mail', 'record', 'record']);
    },
  );

  test('an alert of unknown severity reaches people', async () => {
    expect(await receiverOf({ alertname: 'Foreign', severity: 'page' })).toBe('chat-and-mail');
    expect(await receiverOf({ alertname: 'Foreign' })).toBe('chat-and-mail');
  });

  test('has no secret in it, and an example for every file of one', async () => {
    const text = await readFile(FILE, 'utf8');
    const files = [...text.matchAll(/_file: (secrets\/\S+?)[ }]*$/gm)].map(
      ([, file]) => file ?? '',
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files.filter((name) => !name.includes('webhook-token'))) {
      const example = await readFile(join(SHIPPED, `${file}.example`), 'utf8');
      expect(example.trim(), file).not.toBe('');
    }
    expect(text).not.toMatch(/(password|routing_key|api_url):/);
  });

  test('its maintenance windows are off, and one line switches them for all of our routes', async () => {
    const text = await readFile(FILE, 'utf8');
    expect(text.match(/&maintenance \[\]/g)).toHaveLength(1);
    const switched = parse(text.replace('&maintenance []', '&maintenance [sunday-night]')) as {
      route: { routes: { matchers: string[]; mute_time_intervals?: string[] }[] };
    };
    const muted = switched.route.routes.map(({ matchers, mute_time_intervals }) => [
      matchers[0],
      mute_time_intervals,
    ]);
    expect(muted).toEqual([
      ['severity="critical"', ['sunday-night']],
      ['severity="warning"', ['sunday-night']],
      ['severity="info"', ['sunday-night']],
      ['severity="none"', undefined],
    ]);
  });
});

async function receiverOf(labels: Readonly<Record<string, string>>): Promise<string> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await amtool('config', 'routes', 'test', `--config.file=${FILE}`, ...pairs);
  return stdout.trim();
}

async function amtool(...args: readonly string[]) {
  return promisify(execFile)(await prometheusBinary('amtool'), args);
}

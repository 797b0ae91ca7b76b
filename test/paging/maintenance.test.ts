import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { runMain } from '../cli/run-main.ts';
import type { Listening } from '../helpers/run-listening.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import { runAlertmanager } from './run-alertmanager.ts';
import { shippedAlertmanager } from './shipped-alertmanager.ts';

let folder: string;
let receivers: Receivers;
let alertmanager: Listening;

beforeAll(async () => {
  receivers = await startReceivers();
  folder = await mkdtemp(join(tmpdir(), 'pgvt-maintenance-'));
  await shippedAlertmanager(receivers, {
    folder,
    edit: (text) => {
      const switched = text.replace('&maintenance []', '&maintenance [sunday-night]');
      expect(switched).not.toBe(text);
      // It is always Sunday night here.
      return switched
        .replace(/weekdays: .*/, "weekdays: ['sunday:saturday']")
        .replace(/\{ start_time: .* \}/, "{ start_time: '00:00', end_time: '24:00' }");
    },
  });
  alertmanager = await runAlertmanager(folder);
});
afterAll(async () => {
  await alertmanager?.[Symbol.asyncDispose]();
  await receivers?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('inside a maintenance window nothing is sent, and the alerts can still be seen', async () => {
  for (const severity of ['critical', 'warning', 'info']) {
    const args = ['alerts', 'test', `Some${severity}`, '--severity', severity, '--wait=0s'];
    await runMain([...args, '--alertmanager', alertmanager.url]);
  }
  const muted = () =>
    alertmanager.log().split('Notifications not sent, route is within mute time').length - 1;
  expect(await waitUntil(() => muted() >= 3, { timeoutMs: 20_000 })).toBe(true);
  expect(receivers.pagerduty).toEqual([]);
  expect(receivers.slack).toEqual([]);
  expect(receivers.mails).toEqual([]);
});

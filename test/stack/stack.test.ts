import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { stackBanner } from '../../src/cli/stack-banner.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Demo } from '../../src/demo/run-demo.ts';
import { startStack } from '../../src/stack/start-stack.ts';
import { buildProgram, startProgram } from '../cli/program.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

beforeAll(buildProgram);

interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
}

describe('pgvitals stack', () => {
  test('runs what this machine has, for this machine only, and leaves nothing behind', async () => {
    const TMPDIR = await temporaryFolder();
    const cwd = await temporaryFolder();
    await using program = startProgram(['stack'], { cwd, env: { TMPDIR } });
    await program.until(/Press Ctrl-C to stop/);
    const banner = program.stdout();
    const prometheus = /Prometheus +(http:\/\/127\.0\.0\.1:\d+)/.exec(banner)?.[1] ?? '';
    const alertmanager = /Alertmanager +(http:\/\/127\.0\.0\.1:\d+)/.exec(banner)?.[1] ?? '';
    const exporter = /Exporter +(http:\/\/127\.0\.0\.1:\d+)/.exec(banner)?.[1] ?? '';

    const up = await waitUntil(
      async () => {
        const targets = (await targetsOf(prometheus))
          .map(({ health, labels }) => [labels.job, labels.instance, health].join(' '))
          // Not every machine has node_exporter.
          .filter((line) => !line.startsWith('postgresql-host'));
        return targets.filter((line) => line.endsWith(' up')).length >= 4 ? targets : undefined;
      },
      { timeoutMs: 40_000, intervalMs: 200 },
    );
    expect(up?.sort()).toEqual([
      'alertmanager alertmanager up',
      'pgvitals pgvitals up',
      'postgresql shop up',
      'prometheus prometheus up',
    ]);
    const { groups } = await api<{ groups: { rules: unknown[] }[] }>(prometheus, 'rules');
    expect(groups.flatMap(({ rules }) => rules).length).toBeGreaterThan(50);
    const { activeAlertmanagers } = await api<{ activeAlertmanagers: { url: string }[] }>(
      prometheus,
      'alertmanagers',
    );
    expect(activeAlertmanagers).toEqual([{ url: `${alertmanager}/api/v2/alerts` }]);

    program.interrupt();
    const { code, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/has ended|\n +at /);
    for (const url of [prometheus, alertmanager, exporter]) {
      await expect(fetch(url), url).rejects.toThrow();
    }
    expect(await readdir(TMPDIR)).toEqual([]);
  });

  test('says what it did not find, and how to get it', async () => {
    const stack = await startStack({
      exporter: '127.0.0.1:1',
      path: '/nowhere',
      portFor: async (wanted) => wanted,
      onProgress: () => undefined,
      onLost: () => undefined,
      signal: new AbortController().signal,
    });
    const demo = { adminUrl: 'postgresql://postgres@127.0.0.1:2/shop' } as Demo;
    const banner = stackBanner(demo, 'http://127.0.0.1:1', stack);
    await stack.stop();
    expect(banner).toMatch(/Not found on PATH, and so left out:\n\n(?: {2}\S.*\n){4}\n/);
    expect(banner).toContain('Alertmanager   apt-get install prometheus-alertmanager');
  });
});

async function targetsOf(prometheus: string): Promise<readonly Target[]> {
  return (await api<{ activeTargets: readonly Target[] }>(prometheus, 'targets')).activeTargets;
}

async function api<T>(prometheus: string, path: string): Promise<T> {
  const response = await fetch(`${prometheus}/api/v1/${path}`);
  return ((await response.json()) as { readonly data: T }).data;
}

import { describe, expect, test } from 'vitest';
import { runMain } from './run-main.ts';

const COMMANDS = [
  '',
  'start',
  'serve',
  'demo',
  'stack',
  'explain',
  'check',
  'rules',
  'alerts',
  'alerts list',
  'alerts ack',
  'alerts silence',
  'alerts silences',
  'alerts unsilence',
  'alerts test',
  'monitor',
  'monitor realtime',
  'monitor benchmarks',
  'monitor trends',
  'monitor alerts',
  'queries',
  'tables',
  'table',
  'report',
  'indexes',
  'database',
  'explain-query',
  'advise',
  'baseline',
  'baseline create',
  'baseline compare',
  'baseline show',
  'baseline list',
  'baseline delete',
  'reset-stats',
  'setup',
  'setup down',
  'doctor',
  'verify',
  'maintenance',
  'maintenance run',
  'maintenance list',
  'maintenance schedule',
  'catalog',
  'catalog check',
  'catalog lint',
  'catalog test',
];

describe('--help', () => {
  test.each(COMMANDS)('of "%s" is worth reading and fits a terminal', async (command) => {
    const words = command === '' ? [] : command.split(' ');
    const { code, stderr, stdout } = await runMain([...words, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(stdout).not.toMatch(/ +\n/);
    const file = `../fixtures/help/${['pgvitals', ...words].join('-')}.txt`;
    await expect(stdout).toMatchFileSnapshot(file);
  });

  test('every command has a description and every flag says what it is for', async () => {
    for (const command of COMMANDS) {
      const { stdout } = await runMain([...command.split(' ').filter(Boolean), '-h']);
      const [, description] = stdout.split('\n\n');
      expect(description, command).toMatch(/^[\w ].{15,}/);
      const flags = /\nOptions:\n((?: .*\n)*)/.exec(stdout)?.[1]?.replace(/\n {10,}/g, ' ') ?? '';
      for (const line of flags.trimEnd().split('\n')) {
        expect(line, `${command}: a flag without a word`).toMatch(/^ {2}-[^ ].*? {2,}[a-zT].{5,}/);
      }
    }
  });

  test('lists every command', async () => {
    const { stdout } = await runMain(['--help']);
    for (const command of COMMANDS) expect(stdout).toContain(`\n  ${command.split(' ')[0]}`);
  });
});

describe('--version', () => {
  test('is that of the package', async () => {
    const { code, stdout } = await runMain(['--version']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});

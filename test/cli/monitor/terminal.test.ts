import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MAJORS } from '../../helpers/servers.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { buildProgram } from '../program.ts';
import { SANE, startTmux, type Tmux } from '../tmux.ts';

const server = sharedServer(MAJORS.at(-1) ?? 18);
const PROGRAM = `${process.execPath} dist/cli/bin.js`;

/** Throws where nobody catches it, when it is told to. */
const CRASH = `--import 'data:text/javascript,process.on("SIGUSR2",()=>{throw new Error("broken")})'`;

describe('the live view in a terminal with job control', () => {
  beforeAll(buildProgram);

  const open = () =>
    startTmux(
      { columns: 80, rows: 24 },
      { DATABASE_URL: server.uri({ user: 'pgvitals' }), TERM: 'screen-256color' },
    );

  test('stops on ctrl-z with the terminal as it was, and comes back with fg', async () => {
    await using terminal = await open();
    await terminal.run(`${PROGRAM} monitor realtime --interval 300ms`);
    await terminal.until(/cache hits/);
    expect(await terminal.modes()).toBe('cursor 0 alternate 1 wrap 0');
    await terminal.type('C-z');
    await terminal.until(/Stopped[\s\S]*^ready>$/m);
    await expectSane(terminal);
    await terminal.run('fg');
    expect(await terminal.until(/cache hits/)).toMatch(/\[1 overview\]/);
    expect(await terminal.modes()).toBe('cursor 0 alternate 1 wrap 0');
    // Single keys are heard again.
    await terminal.type('7');
    await terminal.until(/\[7 replication\]/);
    await terminal.type('q');
    await terminal.until(/^ready>$/m);
    await expectSane(terminal);
  });

  test('fills the terminal anew when that changes its size', async () => {
    await using terminal = await open();
    await terminal.run(`${PROGRAM} monitor realtime --interval 60s`);
    await terminal.until(/cache hits/);
    await terminal.resize(160, 40);
    const lines = (await terminal.until(/every 60 s/)).trimEnd().split('\n');
    expect(lines.length).toBe(40);
    await terminal.resize(60, 12);
    await terminal.until(/^(?:[^\n]{0,60}\n){11}q quit/);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)(
    'leaves the terminal as it was on %s',
    async (signal) => {
      await using terminal = await open();
      const program = PROGRAM.replace(' ', ` ${CRASH} `);
      await terminal.run(`${program} monitor realtime --interval 300ms`);
      await terminal.until(/cache hits/);
      await terminal.kill(signal);
      const screen = await terminal.until(/^ready>$/m);
      expect(screen.includes('Error: broken')).toBe(signal === 'SIGUSR2');
      await expectSane(terminal);
    },
  );

  test('shows what the keys do, whole texts, and only rows with a text', async () => {
    const session = await server.connect();
    onTestFinished(() => session.close());
    await using terminal = await open();
    await terminal.run(`${PROGRAM} monitor realtime --interval 300ms --pane sessions`);
    await terminal.until(/pid +state/);
    await terminal.type('?');
    await terminal.until(/Any key goes back/);
    await terminal.type('x', 'p', 'v', '/', 'no such text');
    expect(await terminal.until(/Nothing here has "no such text" in it/)).toMatch(/enter keeps it/);
    await terminal.type('Enter');
    await terminal.until(/only rows with "no such text"/);
    await terminal.type('Escape');
    await terminal.until(/pid +state/);
  });

  test('head may have enough of a list', async () => {
    await using terminal = await open();
    const list = `${PROGRAM} --help 2>&1`;
    await terminal.run(`${list} | head -1; echo codes \${PIPESTATUS[@]}`);
    const screen = await terminal.until(/codes \d+ \d+/);
    expect(screen).toMatch(/^Usage: pgvitals[^\n]*\ncodes 0 0$/m);
  });
});

async function expectSane(terminal: Tmux): Promise<void> {
  expect(await terminal.modes()).toBe(SANE);
  await terminal.run("stty -a | grep -oE '[-]?(icanon|echo)\\b' | xargs echo modes:");
  await terminal.until(/^modes: icanon echo$/m);
}

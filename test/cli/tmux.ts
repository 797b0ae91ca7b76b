import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A real terminal with a shell that has job control; disposing of it ends all that runs in it. */
export interface Tmux extends AsyncDisposable {
  /** Names of keys as tmux has them, or text. */
  type(...keys: readonly string[]): Promise<void>;
  /** Types a command line. */
  run(line: string): Promise<void>;
  screen(): Promise<string>;
  /** Waits for something on the screen. */
  until(pattern: RegExp): Promise<string>;
  /** Whether the cursor shows, the alternate screen is on, and long lines are wrapped. */
  modes(): Promise<string>;
  /** Sends a signal to the program that the shell runs. */
  kill(signal: NodeJS.Signals): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
}

/** Fit for a shell: a cursor, the usual screen, lines that wrap. */
export const SANE = 'cursor 1 alternate 0 wrap 1';

export async function startTmux(
  { columns, rows }: { readonly columns: number; readonly rows: number },
  env: Readonly<Record<string, string>>,
): Promise<Tmux> {
  const socket = join(await temporaryFolder(), 'tmux');
  const { HOME, PATH } = process.env;
  const tmux = async (...words: readonly string[]) => {
    const options = { env: { HOME, PATH, LC_ALL: 'C.UTF-8', ...env } };
    const { stdout } = await promisify(execFile)(
      'tmux',
      ['-S', socket, '-f', '/dev/null', ...words],
      options,
    );
    return stdout;
  };
  const size = ['-x', String(columns), '-y', String(rows)];
  await tmux('new-session', '-d', ...size, "env -u TMUX PS1='ready> ' bash --norc --noprofile");
  await tmux('set-option', '-g', 'status', 'off');
  await tmux('resize-window', ...size);
  const screen = () => tmux('capture-pane', '-p');
  const until = async (pattern: RegExp) => {
    let seen = '';
    const found = await waitUntil(
      async () => {
        seen = await screen();
        return pattern.test(seen);
      },
      { timeoutMs: 20_000 },
    );
    if (!found) throw new Error(`there is no ${pattern} on the screen:\n${seen}`);
    return seen;
  };
  await until(/^ready>$/m);
  return {
    screen,
    until,
    type: async (...keys) => void (await tmux('send-keys', ...keys)),
    run: async (line) => {
      await tmux('send-keys', '-l', `clear; ${line}`);
      await tmux('send-keys', 'Enter');
    },
    modes: async () =>
      (
        await tmux(
          ...['display-message', '-p'],
          'cursor #{cursor_flag} alternate #{alternate_on} wrap #{wrap_flag}',
        )
      ).trim(),
    kill: async (signal) => {
      const shell = (await tmux('display-message', '-p', '#{pane_pid}')).trim();
      const children = await readFile(`/proc/${shell}/task/${shell}/children`, 'utf8');
      for (const pid of children.trim().split(' ')) process.kill(Number(pid), signal);
    },
    resize: async (width, height) =>
      void (await tmux('resize-window', '-x', String(width), '-y', String(height))),
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server').catch(() => undefined);
    },
  };
}

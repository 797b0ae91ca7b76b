import type { Io } from '../io.ts';
import { type Line, paint } from './line.ts';
import { splitKeys } from './split-keys.ts';

/** The whole terminal, for a view that is drawn again and again. */
export interface LiveTerminal {
  size(): { readonly columns: number; readonly rows: number };
  draw(lines: readonly Line[]): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

export interface TerminalEvents {
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
  /** The program was stopped for a while, and the screen is empty again. */
  readonly onResume: () => void;
  /** The terminal is gone. */
  readonly onEnd: () => void;
}

/** Whether both ends are a terminal that understands where to write. */
export function isInteractive({ env, stdin, stdout }: Io): boolean {
  return stdin?.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb';
}

export function usesColours({ env, stdout }: Io): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** The alternate screen, no cursor, and no wrapping of lines that are too long. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

export function openLiveTerminal(io: Io, events: TerminalEvents): LiveTerminal {
  const { stdin, stdout } = io;
  const { onEnd, onKey, onResize, onResume } = events;
  const colours = usesColours(io);
  let state: 'open' | 'suspended' | 'closed' = 'closed';
  const enter = () => {
    state = 'open';
    // First: in the background it stops here, before anything is written.
    stdin?.setRawMode?.(false);
    stdin?.setRawMode?.(true);
    stdin?.resume();
    stdout.write(ENTER);
    process.on('SIGTSTP', suspend);
  };
  const leave = (next: 'suspended' | 'closed') => {
    if (state === 'open') {
      process.off('SIGTSTP', suspend);
      stdin?.setRawMode?.(false);
      // Left flowing, it would keep the process alive.
      stdin?.pause();
      stdout.write(LEAVE);
    }
    state = next;
  };
  const suspend = () => {
    if (state !== 'open') return;
    leave('suspended');
    // The whole group, as the terminal would: npm may be in between.
    process.kill(0, 'SIGTSTP');
    // Where no shell could ever continue it, the kernel does not stop it either.
    setTimeout(() => state === 'suspended' && resume(), UNSTOPPED_MS).unref();
  };
  const resume = () => {
    if (state === 'closed') return;
    // Stopped by SIGSTOP, it had no chance to leave; the shell has changed the terminal since.
    process.off('SIGTSTP', suspend);
    enter();
    onResume();
  };
  const onData = (data: Buffer | string) => {
    for (const key of splitKeys(data.toString())) {
      if (key === 'ctrl-z') suspend();
      else onKey(key);
    }
  };
  const close = () => {
    leave('closed');
    process.off('exit', close);
    process.off('SIGCONT', resume);
    stdin?.off('data', onData);
    for (const event of ENDS) stdin?.off(event, onEnd);
    stdout.off('resize', onResize);
  };
  // However the process ends, the terminal must be fit for what comes next.
  process.on('exit', close);
  process.on('SIGCONT', resume);
  stdin?.on('data', onData);
  for (const event of ENDS) stdin?.on(event, onEnd);
  // Not taken off again: what was written last may fail after the end.
  stdout.on('error', onEnd);
  stdout.on('resize', onResize);
  enter();
  return {
    size: () => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 }),
    draw(lines) {
      if (state !== 'open') return;
      const { rows = 24 } = stdout;
      // Cleared before it is written: behind a full line the cursor stands on its last character.
      const painted = lines.slice(0, rows).map((one) => `\u001b[2K${paint(one, colours)}`);
      stdout.write(`\u001b[H${painted.join('\r\n')}`);
    },
    close,
  };
}

const ENDS = ['end', 'error', 'close'] as const;
const UNSTOPPED_MS = 300;

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

export function openLiveTerminal(io: Io, { onKey, onResize }: TerminalEvents): LiveTerminal {
  const { stdin, stdout } = io;
  const colours = usesColours(io);
  let open = true;
  const onData = (data: Buffer | string) => {
    for (const key of splitKeys(data.toString())) onKey(key);
  };
  const close = () => {
    if (!open) return;
    open = false;
    process.off('exit', close);
    stdin?.off('data', onData);
    stdout.off('resize', onResize);
    stdin?.setRawMode?.(false);
    // Left flowing, it would keep the process alive.
    stdin?.pause();
    stdout.write(LEAVE);
  };
  // However the process ends, the terminal must be fit for what comes next.
  process.on('exit', close);
  stdout.write(ENTER);
  stdin?.setRawMode?.(true);
  stdin?.on('data', onData);
  stdin?.resume();
  stdout.on('resize', onResize);
  return {
    size: () => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 }),
    draw(lines) {
      if (!open) return;
      const { rows = 24 } = stdout;
      // Cleared before it is written: behind a full line the cursor stands on its last character.
      const painted = lines.slice(0, rows).map((one) => `\u001b[2K${paint(one, colours)}`);
      stdout.write(`\u001b[H${painted.join('\r\n')}`);
    },
    close,
  };
}

import type { Readable, Writable } from 'node:stream';

/** What a command may touch of the process that it runs in. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Absent where nobody can be asked. */
  readonly stdin?: Keyboard;
}

export type Terminal = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

export type Keyboard = Readable & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (raw: boolean) => unknown;
};

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** What was asked for was done, and the answer is no. */
  failure: 1,
  /** Wrong flags, wrong configuration. */
  usage: 2,
} as const;

import pino, { type Logger } from 'pino';
import type { Io } from './io.ts';
import { logfmtStream } from './logfmt-stream.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export const LOG_FORMATS = ['logfmt', 'json'] as const;

export interface LogFlags {
  readonly 'log.level': (typeof LOG_LEVELS)[number];
  readonly 'log.format': (typeof LOG_FORMATS)[number];
}

/** Logs go to stderr; stdout is for what a command was asked for. */
export function createLogger(flags: LogFlags, io: Io): Logger {
  const options = {
    level: flags['log.level'],
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, flags['log.format'] === 'json' ? io.stderr : logfmtStream(io.stderr));
}

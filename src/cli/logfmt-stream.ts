import type { Writable } from 'node:stream';

/** Turns pino's JSON lines into key=value lines, the format that Prometheus' own programs log in. */
export function logfmtStream(output: Writable): { write(line: string): void } {
  return {
    write(line) {
      const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const pairs = Object.entries({ time, level, msg, ...fields })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}=${text(value)}`);
      output.write(`${pairs.join(' ')}\n`);
    },
  };
}

function text(value: unknown): string {
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w.:/@+-]+$/.test(plain) ? plain : JSON.stringify(plain);
}

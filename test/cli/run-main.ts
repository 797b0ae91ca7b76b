import { Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command within this process, with nothing of its environment. */
export async function runMain(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const stdout = new Collector();
  const stderr = new Collector();
  const code = await main(argv, { env, stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Collector extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

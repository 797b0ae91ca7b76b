import { spawn } from 'node:child_process';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';

/** What `promtool check metrics` has to say of a page in the text format, line by line. */
export async function checkMetrics(page: string): Promise<readonly string[]> {
  const child = spawn(await prometheusBinary('promtool'), ['check', 'metrics'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdin.end(page);
  await ended;
  return output.split('\n').filter((line) => line !== '');
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SECONDS = 10;

export async function pgbenchInit(url) {
  await pgbench('--initialize', '--quiet', '--scale=10', url);
}

/** Transactions per second over ten seconds: two clients, prepared statements, no vacuum. */
export async function pgbenchTps(url) {
  const { stdout } = await pgbench(
    '--no-vacuum',
    '--client=2',
    '--protocol=prepared',
    `--time=${SECONDS}`,
    url,
  );
  const tps = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
  if (tps > 0) return tps;
  throw new Error(`pgbench printed no tps:\n${stdout}`);
}

function pgbench(...args) {
  return promisify(execFile)('pgbench', args);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitUntil } from '../../dist/demo/embedded/wait-until.js';
import { getText } from './get-page.mjs';

const START_LIMIT_MS = 15_000;
const LOG_LINES = 20;

/** Starts an exporter, or another server, and waits until its landing page or `ready` answers. */
export async function startExporter(file, args, { env, port, ipc = false, ready = '/' }) {
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
  });
  const log = keepLastLines(child);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    child.exitCode !== null ||
    getText(url + ready).then(
      () => true,
      () => false,
    );
  await waitUntil(answers, { timeoutMs: START_LIMIT_MS });
  if (child.exitCode !== null || !(await answers())) {
    kill();
    throw new Error(`${file} did not start; the last it said:\n${log.join('\n')}`);
  }
  return {
    child,
    pid: child.pid,
    url: `${url}/metrics`,
    log,
    async stop() {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function keepLastLines(child) {
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      lines.push(...text.trimEnd().split('\n'));
      lines.splice(0, lines.length - LOG_LINES);
    });
  }
  return lines;
}

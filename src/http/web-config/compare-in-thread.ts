import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Whether a password fits a bcrypt hash; one call at a time. */
export type BcryptCompare = (password: string, hash: string) => Promise<boolean>;

/**
 * bcrypt on a thread of its own, started by the first call and never keeping the process alive.
 * On the main thread a flood of wrong passwords would hold up every scrape.
 */
export function compareInThread(): BcryptCompare {
  const bcryptjs = createRequire(import.meta.url).resolve('bcryptjs');
  let worker: Worker | undefined;

  return (password, hash) =>
    new Promise((resolve, reject) => {
      const thread = worker ?? new Worker(THREAD, { eval: true, workerData: { bcryptjs } });
      worker = thread;
      thread.unref();
      const settle = (finish: () => void) => {
        // By name: all at once would also remove the listeners that Node itself relies on.
        for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
        finish();
      };
      const fail = (cause: unknown) => {
        worker = undefined;
        settle(() => reject(new Error('the thread that compares passwords ended', { cause })));
      };
      thread.once('message', (equal: boolean) => settle(() => resolve(equal)));
      thread.once('error', fail);
      thread.once('exit', fail);
      thread.postMessage({ password, hash });
    });
}

// As text, because a thread cannot load TypeScript and a path would differ between src and dist.
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { compareSync } = require(workerData.bcryptjs);
parentPort.on('message', ({ password, hash }) => {
  parentPort.postMessage(compareSync(password, hash));
});
`;

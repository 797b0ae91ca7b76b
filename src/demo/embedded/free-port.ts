import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range that systems take ports of outgoing connections from: a server that is
// stopped for a while finds its port free when it starts again.
const LOWEST = 15_000;
const HIGHEST = 32_000;
const ATTEMPTS = 50;

/** A TCP port on 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await portProblem(port)) === undefined) return port;
  }
  throw new Error(`Found no free TCP port in ${ATTEMPTS} tries from ${LOWEST} to ${HIGHEST}.`);
}

/** Why one cannot listen on 127.0.0.1:port, or undefined when one can. */
export async function portProblem(port: number): Promise<Error | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => resolve(undefined));
    });
  });
}

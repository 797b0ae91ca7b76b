import { environmentTargets } from '../config/environment-targets.ts';
import { targetConnection } from '../config/target-connection.ts';
import { runWorkload } from '../demo/run-workload.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { createLogger, type LogFlags } from './logger.ts';
import { untilSignal } from './until-signal.ts';

const CONNECT_TIMEOUT_MS = 5000;
const SEED = 20_240_229;

/** The shop on a server that is there already, such as that of docker-compose.yml. */
export async function demoWorkload(flags: LogFlags, io: Io): Promise<number> {
  const log = createLogger(flags, io);
  const found = await environmentTargets(io.env);
  const [target] = found?.targets.values() ?? [];
  if (target === undefined) {
    throw new CliError(
      'no server is named: give DATABASE_URL, DATA_SOURCE_URI or PGHOST of a superuser',
      EXIT.usage,
    );
  }
  const server = await targetConnection(target, CONNECT_TIMEOUT_MS, io.env);
  const workload = await runWorkload({
    server,
    seed: SEED,
    onProgress: ({ done, step, total }) =>
      io.stderr.write(`Loading the shop, ${done} of ${total}: ${step}.\n`),
    onWorkload: (line) => log.info(line),
  });
  io.stderr.write(`The shop of ${server.host}:${server.port}/${server.database} has customers.\n`);
  await untilSignal();
  io.stderr.write('The customers leave; the shop stays.\n');
  await workload.stop();
  return EXIT.ok;
}

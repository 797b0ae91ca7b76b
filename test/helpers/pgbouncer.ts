import { spawn } from 'node:child_process';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { spawnIdentity } from '../../src/demo/embedded/run-program.ts';
import { serverUser } from '../../src/demo/embedded/server-user.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { connect } from '../../src/target/connect.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { ROLES, SUPERUSER } from './test-roles.ts';
import type { ServerView } from './test-server.ts';

/** Role `pgvitals` may look at its console, the superuser may command it, `plain` may do neither. */
export interface Pgbouncer {
  readonly port: number;
  stop(): Promise<void>;
  /** On the same port, with counters at 0. */
  start(): Promise<void>;
}

/**
 * Starts pgbouncer in transaction mode before a server; it ends with the test. Besides the databases
 * of the server it has `shop`, which is `postgres` with one connection for each user. Files that
 * `settings` name must be readable for everybody.
 */
export async function startPgbouncer(
  server: ServerView,
  poolSize: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<Pgbouncer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const users = join(folder, 'users.txt');
  const config = join(folder, 'pgbouncer.ini');
  const more = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  const logins = [ROLES.pgvitals, ROLES.plain, SUPERUSER];
  await writeFile(users, logins.map((role) => `"${role.user}" "${role.password}"\n`).join(''));
  await writeFile(
    config,
    `[databases]
shop = host=${server.host} port=${server.port} dbname=postgres pool_size=1
* = host=${server.host} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
admin_users = ${SUPERUSER.user}
stats_users = ${ROLES.pgvitals.user}
pool_mode = transaction
default_pool_size = ${poolSize}
${more.join('')}`,
  );
  const runAs = await serverUser();
  if (runAs !== undefined) {
    for (const path of [folder, users, config]) await chown(path, runAs.uid, runAs.gid);
  }
  let stop: () => Promise<void> = async () => undefined;
  const start = async () => {
    const child = spawn('pgbouncer', ['-q', config], {
      ...spawnIdentity(runAs),
      cwd: folder,
      stdio: 'ignore',
    });
    let failure: Error | undefined;
    const ended = new Promise<void>((resolve) => {
      child.once('error', (cause) => {
        failure = new Error(
          'Found no pgbouncer on PATH. Install it with `apt-get install pgbouncer` (macOS: `brew install pgbouncer`).',
          { cause },
        );
        resolve();
      });
      child.once('exit', () => resolve());
    });
    stop = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    const options = { ...server.connectOptions({ user: ROLES.pgvitals.user }), port };
    const answers = async () => {
      if (failure !== undefined) throw failure;
      return connect(options).then(
        (session) => session.close().then(() => true),
        () => false,
      );
    };
    if (!(await waitUntil(answers, { timeoutMs: 10_000 })))
      throw new Error('pgbouncer did not answer.');
  };
  onTestFinished(() => stop());
  await start();
  return { port, start, stop: () => stop() };
}

import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DemoUrls {
  /** For the exporter: pg_monitor and nothing else. */
  readonly monitorUrl: string;
  readonly adminUrl: string;
  /** Of the Prometheus beside it, if there is one. */
  readonly prometheusUrl?: string;
}

/**
 * Remembers a demo while it runs, for commands to which nobody names a server; gives the function
 * that forgets it. Where nothing can be written, they ask for a server as ever.
 */
export async function announceDemo(
  { adminUrl, monitorUrl, prometheusUrl }: DemoUrls,
  env: NodeJS.ProcessEnv,
): Promise<() => Promise<void>> {
  const folder = folderOf(env);
  if (folder === undefined) return async () => undefined;
  const file = join(folder, `${PREFIX}${process.pid}${SUFFIX}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, JSON.stringify({ adminUrl, monitorUrl, prometheusUrl }), { mode: 0o600 });
  } catch {
    return async () => undefined;
  }
  return async () => {
    await rm(file, { force: true });
    // Only if nothing else is kept there.
    await rmdir(folder).catch(() => undefined);
  };
}

/** Where the youngest demo is that this user has running. */
export async function runningDemo(env: NodeJS.ProcessEnv): Promise<DemoUrls | undefined> {
  const folder = folderOf(env);
  if (folder === undefined) return undefined;
  const names = await readdir(folder).catch(() => []);
  const pids = names.flatMap((name) =>
    name.startsWith(PREFIX) && name.endsWith(SUFFIX)
      ? [Number(name.slice(PREFIX.length, -SUFFIX.length))]
      : [],
  );
  const [youngest] = pids.filter(runs).sort((a, b) => b - a);
  if (youngest === undefined) return undefined;
  try {
    const text = await readFile(join(folder, `${PREFIX}${youngest}${SUFFIX}`), 'utf8');
    return JSON.parse(text) as DemoUrls;
  } catch {
    return undefined;
  }
}

const PREFIX = 'demo-';
const SUFFIX = '.json';

/** Not the home of the process: a command sees no more than the environment that it is given. */
function folderOf(env: NodeJS.ProcessEnv): string | undefined {
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, 'pgvitals');
  return env.HOME ? join(env.HOME, '.local', 'state', 'pgvitals') : undefined;
}

/** A demo that was killed leaves its file behind. */
function runs(pid: number): boolean {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

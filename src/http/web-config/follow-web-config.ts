import { loadWebConfig } from './load-web-config.ts';
import type { WebConfig } from './web-config.ts';
import { WebConfigError } from './web-config-error.ts';
import { nodeFs, type WebConfigFs } from './web-config-fs.ts';

/** A web configuration that keeps up with its files. */
export interface FollowedWebConfig {
  /** The newest configuration without a problem. */
  current(): WebConfig;
  /** Looks at the files and loads what changed; never rejects. */
  check(): Promise<void>;
}

export interface FollowOptions {
  readonly onChange?: (config: WebConfig) => void;
  /** Told once about each broken state of the files; the old configuration stays in use. */
  readonly onError: (error: Error) => void;
  readonly fs?: WebConfigFs;
}

export function followWebConfig(initial: WebConfig, options: FollowOptions): FollowedWebConfig {
  const { onChange, onError, fs = nodeFs } = options;
  let current = initial;
  // Unknown at first, so that a change between the first loading and now is not missed.
  let seen: ReadonlyMap<string, string> = new Map([[initial.file, '']]);
  let running: Promise<void> | undefined;

  const check = async () => {
    if (!(await anyChanged(seen, fs))) return;
    const next = new Map<string, string>();
    seen = next;
    try {
      const config = await loadWebConfig(initial.file, noting(next, fs));
      refuseRestartOnly(current, config);
      onChange?.(config);
      current = config;
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  };

  return {
    current: () => current,
    check: () => {
      running ??= check().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

async function anyChanged(seen: ReadonlyMap<string, string>, fs: WebConfigFs): Promise<boolean> {
  const checks = [...seen].map(async ([path, old]) => (await fingerprint(path, fs)) !== old);
  return (await Promise.all(checks)).includes(true);
}

/** Notes the state of each file before it is read: a change while reading is seen next time. */
function noting(seen: Map<string, string>, fs: WebConfigFs): WebConfigFs {
  return {
    ...fs,
    readFile: async (path) => {
      seen.set(path, await fingerprint(path, fs));
      return fs.readFile(path);
    },
  };
}

async function fingerprint(path: string, fs: WebConfigFs): Promise<string> {
  try {
    return await fs.fingerprint(path);
  } catch {
    return 'unreadable';
  }
}

function refuseRestartOnly(old: WebConfig, next: WebConfig): void {
  const problems = [
    ...((old.tls === undefined) === (next.tls === undefined)
      ? []
      : [`TLS ${next.tls ? 'on' : 'off'}`]),
    // A file that is half written has no users either: it must not open the server.
    ...(old.users.size > 0 && next.users.size === 0 ? ['authentication off'] : []),
    ...(asksClients(old) === asksClients(next) ? [] : ['client_auth_type from or to NoClientCert']),
  ].map(
    (what) => `${next.file}: switching ${what} needs a restart; the old configuration stays in use`,
  );
  if (problems.length > 0) throw new WebConfigError('WEB_CONFIG_NEEDS_RESTART', problems);
}

/** Decided when a server is created; meaningless while TLS is off. */
function asksClients({ tls }: WebConfig): boolean {
  return tls !== undefined && tls.clientAuth !== 'NoClientCert';
}

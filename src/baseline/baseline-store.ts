import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Baseline, baselineSchema } from './baseline.ts';
import { BaselineError } from './baseline-error.ts';

/** Where baselines are kept: one JSON file for each, in a folder for each target. */
export interface BaselineStore {
  /** Saves one and deletes the oldest ones beyond `keep`, whose names are returned. */
  save(baseline: Baseline, keep: number): Promise<readonly string[]>;
  /** From the oldest to the newest. */
  list(): Promise<readonly Baseline[]>;
  remove(name: string): Promise<void>;
}

export function baselineStore(folder: string, target: string): BaselineStore {
  const place = join(folder, encodeURIComponent(target));
  const fileOf = (name: string) => join(place, `${name}.json`);

  async function list(): Promise<readonly Baseline[]> {
    const names = await readdir(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new BaselineError(`the folder of baselines cannot be read: ${error.message}`);
    });
    const files = names.filter((name) => name.endsWith('.json'));
    const all = await Promise.all(files.map((name) => readBaseline(join(place, name))));
    return all.sort((a, b) => a.at.localeCompare(b.at));
  }

  async function remove(name: string): Promise<void> {
    if (!(await list()).some((baseline) => baseline.name === name)) {
      throw new BaselineError(`there is no baseline "${name}" of target ${target}`);
    }
    await rm(fileOf(name), { force: true });
  }

  async function save(baseline: Baseline, keep: number): Promise<readonly string[]> {
    if (!/^[\w.-]+$/.test(baseline.name)) {
      throw new BaselineError(
        `"${baseline.name}" is no name for a baseline: expected letters, digits, ".", "_" and "-"`,
      );
    }
    const known = await list();
    if (known.some(({ name }) => name === baseline.name)) {
      throw new BaselineError(
        `there is a baseline "${baseline.name}" already; choose another name`,
      );
    }
    await mkdir(place, { recursive: true });
    const temporary = `${fileOf(baseline.name)}.${process.pid}.tmp`;
    await writeFile(temporary, `${JSON.stringify(baseline, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, fileOf(baseline.name));
    const old = known.slice(0, Math.max(0, known.length + 1 - keep));
    for (const { name } of old) await rm(fileOf(name), { force: true });
    return old.map(({ name }) => name);
  }

  return { save, list, remove };
}

async function readBaseline(file: string): Promise<Baseline> {
  try {
    return baselineSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new BaselineError(`${file} is not a baseline of this version; delete it`, { cause });
  }
}

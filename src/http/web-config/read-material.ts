import { resolve } from 'node:path';
import type { TlsProblem } from './tls-problem.ts';
import { fsProblem, type WebConfigFs } from './web-config-fs.ts';
import type { TlsSection } from './web-config-schema.ts';

export type MaterialName = 'cert' | 'key' | 'client_ca';

/** The text of one PEM, and where in the web configuration it was asked for. */
export interface Material {
  /** Empty when not given or not readable. */
  readonly pem: string;
  /** How a sentence names it: the path of the file, or nothing when it stands in the file. */
  readonly path: readonly PropertyKey[];
  readonly origin: string;
  readonly problem?: TlsProblem;
}

/** Reads one PEM of `tls_server_config`; relative paths start at `directory`. */
export async function readMaterial(
  name: MaterialName,
  section: TlsSection,
  directory: string,
  fs: WebConfigFs,
): Promise<Material> {
  const inline = section[name];
  const named = section[`${name}_file`];
  const path = ['tls_server_config', named === undefined ? name : `${name}_file`];
  if (named === undefined) return { pem: inline ?? '', path, origin: 'the value' };
  const file = resolve(directory, named);
  try {
    return { pem: await fs.readFile(file), path, origin: file };
  } catch (cause) {
    return {
      pem: '',
      path,
      origin: file,
      problem: { path, message: `${file} ${fsProblem(cause)}`, cause },
    };
  }
}

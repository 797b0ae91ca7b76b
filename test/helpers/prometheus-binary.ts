import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export type PrometheusProgram = 'prometheus' | 'promtool';

/** The path of a program of Prometheus; rejects with the command that installs it. */
export async function prometheusBinary(
  name: PrometheusProgram,
  path: string = process.env.PATH ?? '',
): Promise<string> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  throw new Error(
    `Found no ${name} on PATH, which these tests run. Install it with \`apt-get install prometheus\` (macOS: \`brew install prometheus\`).`,
  );
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export type PrometheusProgram =
  | 'prometheus'
  | 'promtool'
  | 'prometheus-alertmanager'
  | 'amtool'
  | 'prometheus-node-exporter'
  | 'victoria-metrics'
  | 'vmalert';

/** The path of a program of Prometheus; rejects with the command that installs it. */
export async function prometheusBinary(
  name: PrometheusProgram,
  path: string = process.env.PATH ?? '',
): Promise<string> {
  // Everywhere but on Debian, Alertmanager is called by its name.
  const names = [name, name.replace(/^prometheus-/, '')];
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    for (const file of names.map((one) => join(folder, one))) {
      if (await isExecutable(file)) return file;
    }
  }
  const { apt, brew } = PACKAGES[name];
  throw new Error(
    `Found no ${name} on PATH, which these tests run. Install it with \`apt-get install ${apt}\` (macOS: \`brew install ${brew}\`).`,
  );
}

const PACKAGES = {
  prometheus: { apt: 'prometheus', brew: 'prometheus' },
  promtool: { apt: 'prometheus', brew: 'prometheus' },
  'prometheus-alertmanager': { apt: 'prometheus-alertmanager', brew: 'alertmanager' },
  amtool: { apt: 'prometheus-alertmanager', brew: 'alertmanager' },
  'prometheus-node-exporter': { apt: 'prometheus-node-exporter', brew: 'node_exporter' },
  'victoria-metrics': { apt: 'victoria-metrics', brew: 'victoriametrics' },
  vmalert: { apt: 'victoria-metrics', brew: 'victoriametrics' },
} as const;

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

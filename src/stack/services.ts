import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { grafana } from './grafana.ts';
import { localPrometheus } from './local-prometheus.ts';
import type { Service } from './service.ts';

const alertmanager: Service = {
  name: 'alertmanager',
  title: 'Alertmanager',
  programs: ['alertmanager', 'prometheus-alertmanager'],
  port: 9093,
  ready: '/-/ready',
  install: 'apt-get install prometheus-alertmanager, brew install alertmanager',
  prepare: async ({ address, folder, root }) => {
    const cwd = join(root, 'prometheus');
    const missing = await missingFiles(SECRETS.map((name) => join(cwd, 'secrets', name)));
    return {
      cwd,
      args: [
        '--config.file=alertmanager.yml',
        `--storage.path=${join(folder, 'alertmanager')}`,
        `--web.listen-address=${address}`,
        '--cluster.listen-address=',
      ],
      notes:
        missing.length === 0
          ? []
          : ['Alerts page nobody: prometheus/secrets has examples only, see docs/paging.md.'],
    };
  },
};

const SECRETS = ['pagerduty-routing-key', 'slack-webhook-url', 'smtp-password'];

const nodeExporter: Service = {
  name: 'node-exporter',
  title: 'node_exporter',
  programs: ['node_exporter', 'prometheus-node-exporter'],
  port: 9100,
  ready: '/metrics',
  install: 'apt-get install prometheus-node-exporter, brew install node_exporter',
  prepare: async ({ address, folder }) => ({
    cwd: folder,
    args: [`--web.listen-address=${address}`],
  }),
};

const prometheus: Service = {
  name: 'prometheus',
  title: 'Prometheus',
  programs: ['prometheus'],
  port: 9090,
  ready: '/-/ready',
  install: 'apt-get install prometheus, brew install prometheus',
  prepare: async ({ address, addresses, folder, root }) => {
    const shipped = join(root, 'prometheus', 'prometheus.yml');
    const file = join(folder, 'prometheus.yml');
    const text = await readFile(shipped, 'utf8');
    await writeFile(file, localPrometheus(text, addresses, dirname(shipped)));
    await mkdir(join(folder, 'prometheus'));
    return {
      cwd: folder,
      args: [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        '--storage.tsdb.retention.time=400d',
        `--web.listen-address=${address}`,
      ],
    };
  },
};

/** In the order in which they start: each may ask those before it. */
export const SERVICES: readonly Service[] = [alertmanager, nodeExporter, prometheus, grafana];

async function missingFiles(files: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((_, index) => !found[index]);
}

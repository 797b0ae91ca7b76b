import { join } from 'node:path';
import { type Listening, runListening } from '../helpers/run-listening.ts';

/** A real Alertmanager in `folder`, where its alertmanager.yml lies and its data goes. */
export function runAlertmanager(folder: string): Promise<Listening> {
  return runListening({
    name: 'prometheus-alertmanager',
    folder,
    flags: (address) => [
      '--config.file=alertmanager.yml',
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
      '--log.level=debug',
    ],
  });
}

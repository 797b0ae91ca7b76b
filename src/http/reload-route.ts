import type { RequestHandler } from 'express';
import type { Exporter, HttpOptions } from './exporter.ts';

/** As in Prometheus: POST or PUT, and only where it was switched on. */
export function reloadRoute(
  exporter: Exporter,
  { enableLifecycle }: Pick<HttpOptions, 'enableLifecycle'>,
): RequestHandler {
  return async (request, response) => {
    response.type('text');
    if (request.method !== 'POST' && request.method !== 'PUT') {
      response.status(405).setHeader('Allow', 'POST, PUT').send('Reloading takes a POST.\n');
      return;
    }
    if (!enableLifecycle) {
      response
        .status(403)
        .send('Reloading over HTTP is off; start with --web.enable-lifecycle, or send SIGHUP.\n');
      return;
    }
    try {
      await exporter.reload();
      response.send('The configuration was loaded.\n');
    } catch (error) {
      const { message } = error as Error;
      response
        .status(500)
        .send(`The old configuration stays in use, the new one is wrong:\n${message}\n`);
    }
  };
}

import express, { type ErrorRequestHandler, type Express } from 'express';
import { apiIsOff } from './api-is-off.ts';
import type { Exporter, HttpOptions } from './exporter.ts';
import { healthRoutes } from './health-routes.ts';
import { landingPage } from './landing-page.ts';
import { metricsRoute, probeRoute } from './metrics-routes.ts';
import { reloadRoute } from './reload-route.ts';
import { serviceDiscovery } from './service-discovery.ts';

/** The exporter's pages as an express app; nothing listens yet. */
export function createApp(exporter: Exporter, options: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(healthRoutes());
  app.get(options.metricsPath, metricsRoute(exporter));
  app.get('/probe', probeRoute(exporter));
  app.get('/sd', serviceDiscovery(exporter));
  app.all('/-/reload', reloadRoute(exporter, options));
  app.use(options.api ?? apiIsOff());
  if (options.metricsPath !== '/') app.get('/', landingPage(exporter, options));
  app.use((_request, response) => {
    response.status(404).type('text').send('There is no such page; / lists what there is.\n');
  });
  app.use(onFailure(options));
  return app;
}

function onFailure({ onError }: HttpOptions): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    onError(error);
    if (response.headersSent) response.destroy();
    else response.status(500).type('text').send('The page could not be made; the log says why.\n');
  };
}

import type { RequestHandler } from 'express';
import type { Exporter } from './exporter.ts';

/**
 * Prometheus HTTP service discovery: one entry per named target, complete without relabelling.
 * The address is the one by which Prometheus reached this page.
 */
export function serviceDiscovery(exporter: Exporter): RequestHandler {
  return (request, response) => {
    const address = request.headers.host ?? 'localhost:9187';
    const groups = [...exporter.targets().keys()].map((name) => ({
      targets: [address],
      labels: {
        __scheme__: request.secure ? 'https' : 'http',
        __metrics_path__: '/probe',
        __param_target: name,
        instance: name,
      },
    }));
    response.json(groups);
  };
}

import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Family } from '../metrics/family.ts';
import { registryFamilies } from './registry-families.ts';

/** Metrics of the exporter's process, kept by prom-client. */
export interface OwnMetrics {
  readonly observeScrape: (target: string, seconds: number) => void;
  readonly reloaded: (success: boolean, unixSeconds: number) => void;
  readonly families: () => Promise<readonly Family[]>;
}

export function ownMetrics(version: string): OwnMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const buildInfo = new Gauge({
    name: 'pgvitals_build_info',
    help: 'Always 1; the labels say which version runs on which Node.js.',
    labelNames: ['version', 'nodeversion'],
    registers,
  });
  buildInfo.set({ version, nodeversion: process.version }, 1);
  const scrapes = new Histogram({
    name: 'pgvitals_scrape_duration_seconds',
    help: 'Seconds that scrapes of PostgreSQL took, by target.',
    labelNames: ['target'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const successful = new Gauge({
    name: 'pgvitals_config_last_reload_successful',
    help: 'Whether the last load of configuration and catalog worked: 1 yes, 0 the old one is in use.',
    registers,
  });
  const timestamp = new Gauge({
    name: 'pgvitals_config_last_reload_success_timestamp_seconds',
    help: 'Unix time in seconds of the last load of configuration and catalog that worked.',
    registers,
  });
  return {
    observeScrape: (target, seconds) => scrapes.observe({ target }, seconds),
    reloaded(success, unixSeconds) {
      successful.set(Number(success));
      if (success) timestamp.set(unixSeconds);
    },
    families: () => registryFamilies(registry),
  };
}

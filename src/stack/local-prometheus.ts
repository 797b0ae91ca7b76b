import { parse, stringify } from 'yaml';

/** Where the services are, by their names in docker-compose.yml, as host:port. */
export type Addresses = Readonly<Record<string, string>>;

interface PrometheusYaml {
  readonly alerting?: { readonly alertmanagers: readonly ScrapeYaml[] };
  readonly rule_files?: readonly string[];
  readonly scrape_configs: readonly ScrapeYaml[];
}

interface ScrapeYaml {
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly http_sd_configs?: readonly { readonly url: string }[];
}

/**
 * The shipped prometheus.yml for services on this machine: the names of containers become
 * addresses, files get their full path, and what asks a service that does not run is left out.
 */
export function localPrometheus(text: string, addresses: Addresses, folder: string): string {
  const {
    alerting,
    rule_files: rules = [],
    scrape_configs,
    ...rest
  } = parse(text) as PrometheusYaml;
  const located = <T extends ScrapeYaml>(entries: readonly T[]) =>
    entries.flatMap((entry) => {
      const found = locate(entry, addresses);
      return found === undefined ? [] : [found];
    });
  const alertmanagers = located(alerting?.alertmanagers ?? []);
  return stringify({
    ...rest,
    rule_files: rules.map((path) => (path.startsWith('/') ? path : `${folder}/${path}`)),
    ...(alertmanagers.length > 0 ? { alerting: { alertmanagers } } : {}),
    scrape_configs: located(scrape_configs),
  });
}

/** The entry with addresses, or undefined when something of it does not run. */
function locate<T extends ScrapeYaml>(entry: T, addresses: Addresses): T | undefined {
  const text = JSON.stringify(entry);
  const named = [...text.matchAll(NAMED)].map(([, name = '']) => name);
  if (named.some((name) => addresses[name] === undefined)) return undefined;
  return JSON.parse(text.replace(NAMED, (_, name: string) => addresses[name] ?? '')) as T;
}

// Prometheus calls itself localhost.
const NAMED =
  /(?<=["/])(?:(localhost|pgvitals|alertmanager|node-exporter|prometheus)):\d+(?=["/])/g;

import { readFileSync } from 'node:fs';
import { loadCatalog, SHIPPED_CATALOG } from '../../dist/catalog/load.js';
import { metricsPage } from '../../dist/docs/metrics-page.js';

/** docs/metrics.md out of the shipped catalog and of what servers were seen to return. */
export const metricsPageGenerator = {
  file: 'docs/metrics.md',
  async render() {
    const versions = new URL('../../docs/metric-versions.json', import.meta.url);
    return metricsPage({
      queries: await loadCatalog([SHIPPED_CATALOG]),
      source: readFileSync(SHIPPED_CATALOG, 'utf8'),
      versions: JSON.parse(readFileSync(versions, 'utf8')),
    });
  },
};

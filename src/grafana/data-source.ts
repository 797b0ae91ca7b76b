import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** Whichever is chosen at the top of the dashboard. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '$datasource' };

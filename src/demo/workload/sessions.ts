import type { SessionPlan } from './action.ts';
import { ADMIN, PLANNING, REPORTS, STOCK_SYNC } from './back-office.ts';
import { BROWSE } from './browse.ts';
import { CHECKOUT } from './checkout.ts';
import { HOUSEKEEPING } from './housekeeping.ts';
import { SUPPORT } from './support.ts';

/** The sessions of the shop: together about 90 statements per second. */
export const SESSIONS: readonly SessionPlan[] = [
  { applicationName: 'shop-web', count: 3, everyMs: 70, actions: BROWSE },
  { applicationName: 'shop-checkout', count: 2, everyMs: 700, actions: CHECKOUT },
  { applicationName: 'shop-support', count: 1, everyMs: 600, actions: SUPPORT },
  { applicationName: 'shop-planning', count: 1, everyMs: 1_000, actions: PLANNING },
  {
    applicationName: 'shop-reports',
    count: 1,
    everyMs: 25_000,
    firstMs: 2_000,
    actions: REPORTS,
  },
  {
    applicationName: 'shop-housekeeping',
    count: 1,
    everyMs: 10_000,
    firstMs: 3_000,
    actions: HOUSEKEEPING,
  },
  {
    applicationName: 'shop-stock-sync',
    count: 1,
    everyMs: 30_000,
    firstMs: 4_000,
    actions: STOCK_SYNC,
  },
  { applicationName: 'shop-admin', count: 1, everyMs: 60_000, firstMs: 5_000, actions: ADMIN },
];

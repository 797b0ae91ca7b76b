/** The role under which the workload runs; it owns nothing and may only read and write rows. */
export const APP_ROLE = 'shop_app';

/** Rows of each table right after loading. Identifiers run from 1 without a gap. */
export const SHOP_ROWS = {
  customers: 20_000,
  products: 5_000,
  orders: 60_000,
  order_items: 150_000,
  cart_items: 2_000,
  page_views: 100_000,
  support_tickets: 25_000,
} as const;

/** The orders up to this id are years old, so that they belong to the default partition. */
export const LEGACY_ORDERS = 500;

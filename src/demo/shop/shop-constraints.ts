import { APP_ROLE } from './shop.ts';

/**
 * Every index serves a statement of the workload, except page_views_session_id_idx; and
 * support_tickets has none but its key, although it is looked up by reference and customer.
 */
export const INDEXES = `
ALTER TABLE customers ADD PRIMARY KEY (id), ADD UNIQUE (email);
ALTER TABLE products ADD PRIMARY KEY (id), ADD UNIQUE (sku);
CREATE INDEX products_category_name_idx ON products (category, name);
ALTER TABLE orders ADD PRIMARY KEY (id, placed_at);
CREATE INDEX orders_customer_idx ON orders (customer_id, placed_at, id);
ALTER TABLE order_items ADD PRIMARY KEY (order_id, placed_at, line_no);
CREATE INDEX order_items_product_idx ON order_items (product_id, placed_at);
ALTER TABLE cart_items ADD PRIMARY KEY (customer_id, product_id);
CREATE INDEX cart_items_product_id_idx ON cart_items (product_id);
CREATE INDEX cart_items_added_at_idx ON cart_items (added_at);
ALTER TABLE page_views ADD PRIMARY KEY (id);
CREATE INDEX page_views_product_id_idx ON page_views (product_id, id);
CREATE INDEX page_views_session_id_idx ON page_views (session_id);
ALTER TABLE support_tickets ADD PRIMARY KEY (id);`;

export const FOREIGN_KEYS = `
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE order_items
  ADD FOREIGN KEY (order_id, placed_at) REFERENCES orders ON DELETE CASCADE,
  ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE cart_items
  ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE,
  ADD FOREIGN KEY (product_id) REFERENCES products ON DELETE CASCADE;
ALTER TABLE page_views ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE support_tickets ADD FOREIGN KEY (customer_id) REFERENCES customers;`;

export const COMMENTS_AND_GRANTS = `
COMMENT ON TABLE customers IS 'People with an account';
COMMENT ON TABLE products IS 'What the shop sells; a few products draw most of the traffic';
COMMENT ON COLUMN products.stock IS 'Pieces in the warehouse, lowered when an order is placed';
COMMENT ON TABLE orders IS 'Orders by month; orders_default takes what fits no month';
COMMENT ON TABLE order_items IS 'Lines of orders, with the price at the time of the order';
COMMENT ON TABLE cart_items IS 'Carts that are not yet orders, dropped after ten minutes';
COMMENT ON TABLE page_views IS 'Visits of product pages; the newest 100,000 are kept';
COMMENT ON TABLE support_tickets IS 'Looked up by reference and by customer, indexed by neither';
COMMENT ON INDEX page_views_session_id_idx IS 'Made for a funnel report that is gone: unused';
GRANT USAGE ON SCHEMA public TO ${APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${APP_ROLE};`;

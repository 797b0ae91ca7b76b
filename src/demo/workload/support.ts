import { SHOP_ROWS } from '../shop/shop.ts';
import type { Action, ActionContext } from './action.ts';
import { uniformId } from './random.ts';

/** The help desk: look-ups on support_tickets, where nothing but the id is indexed. */
export const SUPPORT: readonly Action[] = [
  { name: 'find ticket by reference', weight: 6, run: findTicket },
  { name: 'tickets of a customer', weight: 3, run: ticketsOfCustomer },
  { name: 'open ticket', weight: 1, run: openTicket },
  { name: 'close ticket', weight: 1, run: closeTicket },
];

async function findTicket({ connection, random }: ActionContext): Promise<void> {
  await connection.query(
    'SELECT id, customer_id, status, body FROM support_tickets WHERE reference = $1',
    { values: [reference(random)] },
  );
}

async function ticketsOfCustomer({ connection, random }: ActionContext): Promise<void> {
  await connection.query(
    'SELECT id, reference, status FROM support_tickets WHERE customer_id = $1 ORDER BY opened_at',
    { values: [uniformId(random, SHOP_ROWS.customers)] },
  );
}

async function openTicket({ connection, random }: ActionContext): Promise<void> {
  await connection.query(
    'INSERT INTO support_tickets (reference, customer_id, body) VALUES ($1, $2, $3)',
    {
      values: [
        `N-${Math.floor(random() * 1e9)}`,
        uniformId(random, SHOP_ROWS.customers),
        'My lamp came without a bulb',
      ],
    },
  );
}

async function closeTicket({ connection, random }: ActionContext): Promise<void> {
  await connection.query("UPDATE support_tickets SET status = 'closed' WHERE reference = $1", {
    values: [reference(random)],
  });
}

function reference(random: ActionContext['random']): string {
  return `T-${uniformId(random, SHOP_ROWS.support_tickets)}`;
}

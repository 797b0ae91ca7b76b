import type { SettingChange } from './setup-record.ts';

/**
 * ok: nothing to do. missing: `sql` mends it. waiting: done, but PostgreSQL must be restarted.
 * administrator: missing, and somebody with more rights has to do it. blocked: cannot be done so.
 */
export type ItemState = 'ok' | 'missing' | 'waiting' | 'administrator' | 'blocked';

/** One thing that monitoring wants of a server. */
export interface SetupItem {
  readonly section: 'role' | 'database' | 'settings';
  readonly state: ItemState;
  readonly what: string;
  readonly why: string;
  /** One statement each, without parameters. */
  readonly sql: readonly string[];
  /** In which database, for those of section database. */
  readonly database?: string;
  readonly restart?: boolean;
  /** What stands in the way, or what else is to be said. */
  readonly note?: string;
  readonly effect?: Effect;
}

/** What applying an item changes, for the record. */
export type Effect =
  | { readonly kind: 'role' }
  | { readonly kind: 'limit'; readonly before: number }
  | { readonly kind: 'granted'; readonly name: string }
  | { readonly kind: 'connect'; readonly database: string }
  | { readonly kind: 'maintenance'; readonly name: string }
  | { readonly kind: 'extension'; readonly database: string }
  | { readonly kind: 'schema'; readonly database: string }
  | { readonly kind: 'setting'; readonly name: string; readonly change: SettingChange };

export interface SetupPlan {
  readonly items: readonly SetupItem[];
  /** All wanted settings with the values that they should have, for a file. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface SetupOptions {
  readonly role: string;
  readonly maintenanceRole: string;
  readonly connectionLimit: number;
  /** Databases for the extension and the schema; the first one is that of the admin's session. */
  readonly databases: readonly string[];
  readonly schema: boolean;
  readonly readAllData: boolean;
  /** Settings to leave as they are. */
  readonly keep: readonly string[];
}

import type { Effect, SetupItem } from './setup-plan.ts';
import type { SetupRecord } from './setup-record.ts';

/** The record after these items have been applied. */
export function withEffects(record: SetupRecord, items: readonly SetupItem[]): SetupRecord {
  let after = record;
  for (const { effect } of items) {
    if (effect !== undefined) after = { ...after, ...change(after, effect) };
  }
  return after;
}

function change(record: SetupRecord, effect: Effect): Partial<SetupRecord> {
  switch (effect.kind) {
    case 'role':
      return { role: true };
    case 'limit':
      return { limit: effect.before };
    case 'granted':
      return { granted: added(record.granted, effect.name) };
    case 'connect':
      return { connect: added(record.connect, effect.database) };
    case 'maintenance':
      return { maintenance: effect.name };
    case 'extension':
      return { extensions: added(record.extensions, effect.database) };
    case 'schema':
      return { schemas: added(record.schemas, effect.database) };
    case 'setting':
      return { settings: { ...record.settings, [effect.name]: effect.change } };
  }
}

function added(list: readonly string[], one: string): readonly string[] {
  return [...new Set([...list, one])];
}

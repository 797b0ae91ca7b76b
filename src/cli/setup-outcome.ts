import { counted } from '../console/counted.ts';
import type { RolePassword } from '../setup/role-password.ts';
import type { ItemState, SetupItem, SetupOptions } from '../setup/setup-plan.ts';
import type { AdminConnection } from './admin-connection.ts';

/** The last lines when nothing was to be changed. */
export function plannedText(items: readonly SetupItem[], standby: boolean): string {
  const missing = items.filter(is('missing'));
  const restarts = missing.filter(({ restart }) => restart).length;
  const later = restarts === 0 ? '' : `, ${restarts} of them for the next start of PostgreSQL`;
  const head =
    missing.length === 0
      ? ''
      : `${things(missing.length)} missing. The same command with --apply carries them out${later}.\n`;
  return `\n${head}${leftText(items, standby)}`;
}

export interface Applied {
  readonly items: readonly SetupItem[];
  readonly password: RolePassword | undefined;
  readonly print: boolean;
  readonly options: SetupOptions;
  readonly server: AdminConnection;
  readonly standby: boolean;
}

/** The last lines after all was carried out. */
export function appliedText(applied: Applied): string {
  const { items, options, password, print, server, standby } = applied;
  const done = items.filter(is('missing'));
  const restart = done.some((item) => item.restart) || items.some(is('waiting'));
  const { database, host, port } = server.options;
  const lines = [
    done.length > 0
      ? 'Done: what was missing above is in place.'
      : items.every(is('ok'))
        ? 'Nothing was missing.'
        : `Nothing was missing that ${standby ? 'could be mended on a standby' : 'this role could mend'}.`,
    ...(password === undefined
      ? []
      : [`Password of ${options.role}: ${print ? password.password : password.place}`]),
    ...(restart ? ['Restart PostgreSQL now, so that all settings hold.'] : []),
    ...(done.length === 0
      ? []
      : [
          `Next: PGHOST=${host} PGPORT=${port} PGUSER=${options.role} PGDATABASE=${database} PGPASSWORD=... pgvitals doctor`,
        ]),
  ];
  return `\n${lines.join('\n')}\n${leftText(items, standby)}`;
}

function leftText(items: readonly SetupItem[], standby: boolean): string {
  const admin = items.filter(is('administrator'));
  const blocked = items.filter(is('blocked'));
  const waiting = items.filter(is('waiting'));
  const lines = [
    ...(waiting.length === 0
      ? []
      : [`${settings(waiting.length)} for a restart of PostgreSQL (restart above).`]),
    ...(admin.length === 0
      ? []
      : [
          `${things(admin.length)} left ${standby ? 'for the primary, or for the files of this standby' : 'to an administrator, who has the rights'} (admin above).`,
        ]),
    ...(blocked.length === 0
      ? []
      : [`${things(blocked.length)} blocked, and the lines above say by what.`]),
    ...(items.every(is('ok')) ? ['Nothing is missing.'] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function is(state: ItemState) {
  return (item: SetupItem) => item.state === state;
}

function things(count: number): string {
  return counted(count, 'thing is', 'things are');
}

function settings(count: number): string {
  return counted(count, 'setting waits', 'settings wait');
}

import type { ServerState } from '../setup/server-state.ts';
import type { ItemState, SetupItem } from '../setup/setup-plan.ts';
import { wrapText } from './wrap-text.ts';

/** What a server has and lacks, for a person to read: all SQL can be copied as it stands. */
export function setupText(
  server: string,
  state: ServerState,
  items: readonly SetupItem[],
  width: number,
): string {
  const sections = new Map<string, readonly SetupItem[]>();
  for (const item of items) {
    const title = item.database === undefined ? item.section : `database ${item.database}`;
    sections.set(title, [...(sections.get(title) ?? []), item]);
  }
  const texts = [...sections].map(
    ([title, own]) => `\n  ${title}\n${own.map((item) => itemText(item, width)).join('')}`,
  );
  return `${serverLine(server, state)}\n${texts.join('')}`;
}

export function serverLine(server: string, { standby, superuser, version }: ServerState): string {
  const role = standby ? 'standby' : 'primary';
  return `${server}\n  PostgreSQL ${version}, ${role}${superuser ? ', as a superuser' : ''}`;
}

const WORDS: Readonly<Record<ItemState, string>> = {
  ok: 'ok',
  missing: 'missing',
  waiting: 'restart',
  administrator: 'admin',
  blocked: 'blocked',
};

function itemText({ note, restart, sql, state, what, why }: SetupItem, width: number): string {
  const word = WORDS[state].padEnd(INDENT - 6);
  const head = wrapText(what, width, `    ${word}  `, ' '.repeat(INDENT));
  if (state === 'ok') return `${head.join('\n')}\n`;
  const more = [
    why,
    ...(state === 'waiting' ? ['it is set, and holds after a restart of PostgreSQL'] : []),
    ...(restart && state === 'missing' ? ['needs a restart of PostgreSQL'] : []),
    ...(note === undefined ? [] : [note]),
  ];
  const reasons = more.flatMap((text) =>
    wrapText(text, width, ' '.repeat(INDENT), ' '.repeat(INDENT)),
  );
  const statements = sql.map((text) => ' '.repeat(INDENT + 2) + text);
  return `${[...head, ...reasons, ...statements].join('\n')}\n`;
}

const INDENT = 13;

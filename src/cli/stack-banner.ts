import type { Demo } from '../demo/run-demo.ts';
import type { Stack } from '../stack/start-stack.ts';

/** What runs where, what this machine lacks, and how to stop. */
export function stackBanner(
  demo: Demo,
  exporter: string,
  { missing, notes, running }: Stack,
): string {
  const rows = [
    ...running.toReversed().map(({ title, url }) => [title, url]),
    ['Exporter', `${exporter}/sd, ${exporter}/probe?target=shop`],
    ['PostgreSQL', demo.adminUrl],
  ];
  const lines = rows.map(([title = '', where]) => `  ${title.padEnd(WIDTH)} ${where}`);
  const lacks = missing.map(({ install, title }) => `  ${title.padEnd(WIDTH)} ${install}`);
  return `
The stack is running, for this machine only.

${lines.join('\n')}
${lacks.length === 0 ? '' : `\nNot found on PATH, and so left out:\n\n${lacks.join('\n')}\n`}${notes.map((note) => `\n${note}\n`).join('')}
Press Ctrl-C to stop. Nothing is left behind.
`;
}

const WIDTH = 14;

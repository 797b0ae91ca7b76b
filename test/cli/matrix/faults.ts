import { ROLES, SUPERUSER } from '../../helpers/test-roles.ts';
import type { Run } from '../run-main.ts';

/** What no output may have, whatever the command and the server. */
export function faultsOf({ code, stderr, stdout }: Run): readonly string[] {
  const all = `${stdout}\n${stderr}`;
  return [
    ...NEVER.flatMap(([pattern, what]) => {
      const found = pattern.exec(all);
      return found === null ? [] : [`${what}: ${lineAt(all, found.index)}`];
    }),
    ...all
      .split('\n')
      .flatMap((line) => (isRaw(line) ? [`an error without a way out: ${line}`] : [])),
    ...stderr
      .split('\n')
      .slice(0, -1)
      .flatMap((line) =>
        /^(pgvitals|note): \S/.test(line) ? [] : [`no sentence of ours: ${line}`],
      ),
    ...(stderr !== '' && !stderr.endsWith('\n') ? ['stderr ends within a line'] : []),
    ...(code !== 0 && stderr === '' && stdout === '' ? ['fails and does not say why'] : []),
  ];
}

const NEVER: readonly (readonly [RegExp, string])[] = [
  [/^\s+at .*:\d+:\d+\)?$/m, 'a stack trace'],
  [/\bundefined\b/, 'undefined'],
  [/\bNaN\b/, 'NaN'],
  [/\[object /, 'an object'],
  [/\bInvalid Date\b/, 'a date that is none'],
  // As a cell of a table, or the end of a sentence; SQL has it in between.
  [/(^|\s{2,})null(\s{2,}|$)/m, 'null'],
  [new RegExp(`${SUPERUSER.password}|${ROLES.pgvitals.password}`), 'a password'],
];

/** What PostgreSQL says, with nothing after it that one could do. */
function isRaw(line: string): boolean {
  const found = RAW.exec(line);
  return found !== null && !WAY_OUT.test(line.slice(found.index));
}

const RAW =
  /permission denied|cannot execute|relation "[^"]*" does not exist|syntax error|must be (superuser|owner|member)|recovery is in progress/;
const WAY_OUT = /; .{15,}/;

function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index) + 1;
  const end = text.indexOf('\n', index + 1);
  return text.slice(start, end < 0 ? undefined : end);
}

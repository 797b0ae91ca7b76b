import { counted } from '../console/counted.ts';
import type { Finding } from '../doctor/finding.ts';
import { wrapText } from './wrap-text.ts';

/** Findings for a person: one line for what is well, more for what is not. */
export function findingsText(subject: string, findings: readonly Finding[], width: number): string {
  const texts = findings.map((finding) => findingText(finding, width));
  return `${subject}\n${texts.join('')}\n`;
}

/** How many of each, as the last line. */
export function verdictText(findings: readonly Finding[]): string {
  const count = (wanted: Finding['state']) =>
    findings.filter(({ state }) => state === wanted).length;
  const [lacking, warnings] = [count('missing'), count('warning')];
  const rest = lacking + warnings === 0 ? ' Everything is in place.' : '';
  return `${count('ok')} ok, ${counted(warnings, 'warning')}, ${lacking} missing.${rest}\n`;
}

function findingText({ check, found, mend = [], state, why }: Finding, width: number): string {
  const head = wrapText(`${check}: ${found}`, width, `  ${state.padEnd(STATE_WIDTH)}`, INDENT);
  if (state === 'ok') return `${head.join('\n')}\n`;
  const reason = why === undefined ? [] : wrapText(why, width, INDENT, INDENT);
  // As they stand, for copying.
  const ways = mend.map((way) => `${INDENT}  ${way}`);
  return `${[...head, ...reason, ...ways].join('\n')}\n`;
}

const STATE_WIDTH = 9;
const INDENT = ' '.repeat(STATE_WIDTH + 2);

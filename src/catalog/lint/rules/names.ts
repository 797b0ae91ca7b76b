import type { Column } from '../../query.ts';
import type { Finding, Rule } from '../finding.ts';
import { INHERITED_COUNTERS, INHERITED_OTHERS } from '../inherited-names.ts';

/** Names that break the conventions of Prometheus; those that postgres_exporter chose may. */
export const nameRule: Rule = ({ columns }) => {
  const named = columns.some(({ usage }) => usage === 'NAME');
  return columns
    .filter((column) => isMetric(column) && !isInherited(column.name))
    .flatMap(({ column, name, usage }): readonly Finding[] => {
      const findings: Finding[] = [];
      const say = (code: Finding['code'], message: string) =>
        findings.push({ code, message: `${name} ${message}`, column });
      if (/[A-Z]|__|_$/.test(name))
        say('name-style', 'is not in small letters with single _ between words');
      if (named) return findings;
      if (usage === 'COUNTER' && !name.endsWith('_total')) {
        say('counter-without-total', `is a COUNTER; rename it to ${suffixOf(name)}_total`);
      }
      if (usage !== 'COUNTER' && name.endsWith('_total')) {
        say('total-without-counter', `is a ${usage}; only counters end in _total`);
      }
      const [, part] = /_(count|sum|bucket)$/.exec(name) ?? [];
      if (part !== undefined) {
        say(
          'reserved-suffix',
          `ends in _${part}, which belongs to histograms; choose another name`,
        );
      }
      return findings;
    });
};

export function isInherited(name: string): boolean {
  return INHERITED_COUNTERS.has(name) || INHERITED_OTHERS.has(name);
}

export function isMetric({ usage }: Column): boolean {
  return usage === 'GAUGE' || usage === 'COUNTER' || usage === 'HISTOGRAM';
}

function suffixOf(name: string): string {
  return name.replace(/_(?:count|sum)$/, '');
}

import type { Column } from '../../query.ts';
import type { Finding, Rule } from '../finding.ts';
import { MILLISECOND_COLUMNS } from '../known-columns.ts';
import { expressionsOf } from '../sql/statement.ts';
import { isInherited, isMetric } from './names.ts';

/** Units that are missing, or that are not those of Prometheus: seconds, bytes and ratios. */
export const unitRule: Rule = (query, statements) =>
  query.columns
    .filter((column) => isMetric(column) && !isInherited(column.name))
    .filter(() => query.columns.every(({ usage }) => usage !== 'NAME'))
    .flatMap((column) => {
      const sources = statements.flatMap((statement) => {
        const [expression = column.column] = expressionsOf(statement, column.column);
        return [expression.replace(/^\w+\./, '')];
      });
      return unitsOf(column, sources);
    });

function unitsOf(
  { column, description, name, scale }: Column,
  sources: readonly string[],
): readonly Finding[] {
  const plain = name.replace(/_total$/, '');
  const say = (code: Finding['code'], message: string): readonly Finding[] => [
    { code, message: `${name} ${message}`, column },
  ];
  const [, odd] = ODD_UNIT.exec(plain) ?? [];
  if (odd !== undefined) {
    return say('unit-not-base', `is in ${odd}; expected seconds, bytes or a ratio (use scale)`);
  }
  const unit = unitOf(plain);
  const milliseconds = sources.find((source) => MILLISECOND_COLUMNS.has(source));
  if (unit === 'seconds' && scale === undefined && milliseconds !== undefined) {
    return say(
      'unit-not-scaled',
      `is said to be in seconds, but ${milliseconds} is in milliseconds: add scale: 0.001`,
    );
  }
  if (unit !== undefined) {
    return description === '' || DESCRIBED[unit].test(description)
      ? []
      : say('unit-not-described', `has a unit, its description none; say "in ${unit}"`);
  }
  const said =
    /\bin (seconds|bytes|(?:milli|micro|nano)seconds|minutes|hours|[kMGT]i?B|percent)\b/.exec(
      description,
    )?.[1];
  if (said !== undefined) {
    const base = /second|minute|hour/.test(said)
      ? 'seconds'
      : said === 'percent'
        ? 'ratio'
        : 'bytes';
    const how = said === base ? '' : ' and scale it to that';
    return say(
      'missing-unit',
      `is in ${said}, which its name does not say; rename it to end in _${base}${how}`,
    );
  }
  const vague = /_(?:time|duration|latency|lag|delay|size|age)$/.test(plain);
  return vague && !/\bin \w+s\b/.test(description)
    ? say('missing-unit', 'has no unit, neither in its name nor in its description')
    : [];
}

type Unit = 'seconds' | 'bytes' | 'ratio';

function unitOf(name: string): Unit | undefined {
  return (['seconds', 'bytes', 'ratio'] as const).find((unit) => name.endsWith(`_${unit}`));
}

const DESCRIBED: Readonly<Record<Unit, RegExp>> = {
  seconds: /\bseconds?\b/,
  bytes: /\bbytes?\b/,
  ratio: /0 to 1|\bratio\b|\bpart\b|\bshare\b|\bfraction\b/i,
};

const ODD_UNIT =
  /_(ms|msecs?|millis|milliseconds|us|usecs?|microseconds|ns|nanoseconds|minutes|mins|hours|days|[kmgt]i?b|kilobytes|megabytes|gigabytes|percent|percentage|pct)$/;

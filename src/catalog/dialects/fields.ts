import { didYouMean } from '../../yaml/did-you-mean.ts';
import { type Path, pathPrefix } from '../../yaml/problem.ts';
import type { Report } from '../report.ts';

export interface Notes {
  readonly report: Report;
  readonly warn: Report;
}

/**
 * Reads the keys of one map of a foreign file. A value of the wrong type is a problem, a number or
 * boolean where text belongs is not, and null is the same as absent.
 */
export interface Fields {
  text(key: string): string | undefined;
  number(key: string): number | undefined;
  flag(key: string): boolean;
  texts(key: string): readonly string[];
  raw(key: string): unknown;
  /** Warns of what nobody has asked for; `idle` are keys that the format knows without effect. */
  finish(idle?: Readonly<Record<string, string>>): void;
}

export function fieldsOf(value: unknown, path: Path, { report, warn }: Notes): Fields {
  const map: Readonly<Record<string, unknown>> = isMap(value) ? value : {};
  if (!isMap(value)) report(path, `${pathPrefix(path)}expected a map`);
  const asked = new Set<string>();
  const wrong = (key: string, expected: string) => {
    report([...path, key], `${pathPrefix([...path, key])}expected ${expected}`);
    return undefined;
  };
  const raw = (key: string) => {
    asked.add(key);
    return map[key] ?? undefined;
  };
  const text = (key: string) => {
    const found = raw(key);
    if (found === undefined || typeof found === 'string') return found;
    return typeof found === 'object' ? wrong(key, 'a text') : String(found);
  };
  return {
    raw,
    text,
    number(key) {
      const found = text(key)?.trim();
      if (found === undefined || found === '') return undefined;
      const number = Number(found);
      return Number.isNaN(number) ? wrong(key, `a number, found "${found}"`) : number;
    },
    flag(key) {
      const found = text(key)?.toLowerCase();
      if (found === undefined || NO.has(found)) return false;
      if (!YES.has(found)) wrong(key, 'true or false');
      return true;
    },
    texts(key) {
      const found = raw(key);
      if (found === undefined) return [];
      const list = Array.isArray(found) ? found : [found];
      if (list.some((item) => typeof item === 'object')) wrong(key, 'a list of texts');
      return list.map(String);
    },
    finish(idle = {}) {
      const known = [...asked, ...Object.keys(idle)];
      for (const [key, found] of Object.entries(map)) {
        if (asked.has(key) || found === null) continue;
        const why = idle[key];
        const message =
          why === undefined
            ? `unknown key "${key}" has no effect${didYouMean(key, known)}`
            : `"${key}" has no effect: ${why}`;
        warn([...path, key], message, 'key');
      }
    },
  };
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As YAML 1.1 has them, which Go's parser still takes for booleans. */
const YES: ReadonlySet<string> = new Set(['true', 'yes', 'y', 'on', '1']);
const NO: ReadonlySet<string> = new Set(['false', 'no', 'n', 'off', '0', '']);

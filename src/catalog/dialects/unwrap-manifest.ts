import type { CheckedYaml } from '../../yaml/check-yaml.ts';
import type { Problem } from '../../yaml/problem.ts';
import { isMap } from './fields.ts';

/** One catalog inside a Kubernetes ConfigMap or Secret. */
export interface Wrapped {
  readonly key: string;
  readonly text: string;
  /** Where something in the text is in the manifest. */
  readonly inFile: (problem: Problem) => Problem;
}

/** The catalogs in a manifest; undefined where the file is not one. */
export function unwrapManifest(
  { problem, value }: CheckedYaml<unknown>,
  fileText: string,
): readonly Wrapped[] | undefined {
  if (!isMap(value) || (value.kind !== 'ConfigMap' && value.kind !== 'Secret')) return undefined;
  const encoded = value.kind === 'Secret';
  const lines = fileText.split('\n');
  const wrapped = (field: string, decode: (text: string) => string) =>
    Object.entries(isMap(value[field]) ? value[field] : {}).flatMap(([key, text]) => {
      if (typeof text !== 'string') return [];
      const { line, col } = problem([field, key], '', 'key');
      const indent = blockIndent(lines, line);
      const inFile = (inner: Problem): Problem =>
        indent === undefined
          ? { ...inner, line, col, message: `in line ${inner.line} of ${key}: ${inner.message}` }
          : { ...inner, line: line + inner.line, col: indent + inner.col };
      return [{ key, text: decode(text), inFile }];
    });
  const data = wrapped('data', (text) =>
    encoded ? Buffer.from(text, 'base64').toString('utf8') : text,
  );
  return [...data, ...wrapped('stringData', (text) => text)];
}

/** Of a text in literal style (`key: |`) the indentation; its lines are lines of the file, too. */
function blockIndent(lines: readonly string[], line: number): number | undefined {
  if (!/:\s+\|[-+\d]*\s*(#.*)?$/.test(lines[line - 1] ?? '')) return undefined;
  const first = lines.slice(line).find((text) => text.trim() !== '');
  return first === undefined ? undefined : first.length - first.trimStart().length;
}

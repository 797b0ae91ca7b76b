export type Labels = Readonly<Record<string, string>>;

/** `a="1",b="x"` without braces, sorted by name so that equal label sets have equal texts. */
export function labelText(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}="${escapeLabelValue(labels[name] ?? '')}"`)
    .join(',');
}

/** Backslash, double quote and newline are all that the text formats escape in label values. */
export function escapeLabelValue(value: string): string {
  return NEEDS_ESCAPE.test(value)
    ? value.replace(ESCAPED, (found) => ESCAPES[found] ?? found)
    : value;
}

const NEEDS_ESCAPE = /[\\"\n]/;
const ESCAPED = /[\\"\n]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

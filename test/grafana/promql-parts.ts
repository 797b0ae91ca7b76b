/** What an expression names. */
export interface PromqlParts {
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[];
  /** Labels after by, on, group_left and their like. */
  readonly grouped: readonly string[];
}

const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const SELECTOR =
  /([a-zA-Z_:][\w:]*)?\s*\{([^}]*)\}|([a-zA-Z_][\w:]*:[\w:]*|(?:pg|pgvitals|node)\w*_\w+)/g;
const MATCHER = /(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g;

/** Metrics with the labels they are selected by, and all labels that group. */
export function promqlParts(expr: string): PromqlParts {
  const grouped = [...expr.matchAll(GROUPING)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
  const rest = expr.replace(GROUPING, ' ');
  const selectors = [...rest.matchAll(SELECTOR)].flatMap(([, name, matchers = '', bare]) => {
    const pairs = [...matchers.matchAll(MATCHER)];
    const labels = pairs.map(([, label = '']) => label);
    if (name !== undefined || bare !== undefined) return [{ metric: name ?? bare ?? '', labels }];
    return alternatives(pairs.find(([, label]) => label === '__name__')?.[2]).map((metric) => ({
      metric,
      labels: labels.filter((label) => label !== '__name__'),
    }));
  });
  return { selectors, grouped: grouped.filter((label) => label !== '') };
}

/** `a_(b|c)_d` names two metrics. */
function alternatives(pattern = ''): readonly string[] {
  const [, before = '', choice, after = ''] = /^(.*)\((.*)\)(.*)$/.exec(pattern) ?? [];
  if (choice === undefined) return [pattern];
  return choice.split('|').map((part) => before + part + after);
}

import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';

/** Something wrong at a path of the file; `onKey` points at the key instead of the value. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly onKey?: boolean;
  readonly cause?: unknown;
}

/** A YAML file that still knows where everything stands. */
export interface YamlSource {
  readonly value: unknown;
  /** `file:line:col: path: message`, in the order of the file; a missing path is shown at its parent. */
  describe(problems: readonly Problem[]): readonly string[];
}

/** @returns the sentences to report instead, when the text is not YAML. */
export function parseYamlSource(file: string, text: string): YamlSource | readonly string[] {
  const lines = new LineCounter();
  // Pretty errors quote the source, and the source holds secrets.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const errors = document.errors.map((error) => `${at(error.pos[0])}: ${syntaxProblem(error)}`);
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return;
      errors.push(`${at(node.range?.[0] ?? 0)}: ${ALIAS}`);
    },
    Pair: (_, { key }) => {
      // Objects cannot hold this key, so that a user of this name would vanish silently.
      if (!isScalar(key) || key.value !== '__proto__') return;
      errors.push(`${at(key.range?.[0] ?? 0)}: the key "__proto__" is not allowed`);
    },
  });
  if (errors.length > 0) return errors;

  const value = plainValue(document);
  if (value === TOO_MANY_ALIASES) return [`${file}:1:1: ${TOO_MANY_ALIASES}`];
  return {
    value,
    describe: (problems) =>
      problems
        .map((problem) => ({ problem, offset: offsetOf(document.contents, problem) }))
        .sort((a, b) => a.offset - b.offset)
        .map(({ problem, offset }) => `${at(offset)}: ${named(problem)}`),
  };
}

function named({ path, message }: Problem): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}

/** The parser stops at documents whose aliases multiply beyond any honest use. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return TOO_MANY_ALIASES;
  }
}

const TOO_MANY_ALIASES = 'the aliases multiply too often: write the values out';
const ALIAS = 'the alias (a value that begins with *) has no anchor: put a literal * in quotes';

function syntaxProblem({ code }: YAMLError): string {
  return SYNTAX_PROBLEMS[code] ?? `not valid YAML (${code}): check indentation, quotes and colons`;
}

const SYNTAX_PROBLEMS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is given twice: keep one of the two',
  TAB_AS_INDENT: 'a tab is used for indentation: use spaces',
  MULTIPLE_DOCS: 'a second YAML document begins here: keep only one',
};

function offsetOf(root: Node | null, { path, onKey = false }: Problem): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [index, step] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const atKey = startOf(pair?.key);
    node = pair === undefined ? childOf(node, step) : pair.value;
    const atValue = startOf(node);
    const wanted = onKey && index === path.length - 1 ? atKey : (atValue ?? atKey);
    if (wanted === undefined) return offset;
    offset = wanted;
  }
  return offset;
}

function childOf(node: unknown, step: PropertyKey): unknown {
  return isNode(node) && 'get' in node && typeof node.get === 'function'
    ? node.get(step, true)
    : undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

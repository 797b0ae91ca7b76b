import { type Document, isScalar, visit } from 'yaml';
import { syntaxMessage } from './syntax-message.ts';

interface DocumentProblem {
  readonly offset: number;
  readonly message: string;
}

/** Why a document cannot be turned into data, before any schema looks at it. */
export function documentProblems(
  document: Document.Parsed,
  text: string,
): readonly DocumentProblem[] {
  const problems = [
    ...document.errors.map((error) => ({
      offset: error.pos[0],
      message: syntaxMessage(error, text),
    })),
    ...nodeProblems(document),
  ];
  return problems.length > 0 || isExpandable(document) ? problems : [{ offset: 0, message: HUGE }];
}

function nodeProblems(document: Document.Parsed): readonly DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      problems.push({ offset: alias.range?.[0] ?? 0, message: UNKNOWN });
    },
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return;
      problems.push({ offset: key.range?.[0] ?? 0, message: PROTOTYPE });
    },
  });
  return problems;
}

// Without the name of the alias, which may be a password that lacks its quotes.
const UNKNOWN =
  'a * stands for something named above by &, but nothing is; a text that starts with * needs quotes';
// Records lose this key without a word, and with it what stands under it.
const PROTOTYPE = 'the key "__proto__" is not allowed';
const HUGE = 'the aliases of this file stand for too much; write it without them';

function isExpandable(document: Document.Parsed): boolean {
  try {
    document.toJS();
    return true;
  } catch {
    return false;
  }
}

import { type Document, visit } from 'yaml';

interface AliasProblem {
  readonly offset: number;
  readonly message: string;
}

/** Aliases without anchor, or else aliases that stand for more than anybody writes by hand. */
export function aliasProblems(document: Document.Parsed): readonly AliasProblem[] {
  const unknown: AliasProblem[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      unknown.push({ offset: alias.range?.[0] ?? 0, message: UNKNOWN });
    },
  });
  return unknown.length > 0 || isExpandable(document) ? unknown : [{ offset: 0, message: HUGE }];
}

// Without the name of the alias, which may be a password that lacks its quotes.
const UNKNOWN =
  'a * stands for something named above by &, but nothing is; a text that starts with * needs quotes';
const HUGE = 'the aliases of this file stand for too much; write it without them';

function isExpandable(document: Document.Parsed): boolean {
  try {
    document.toJS();
    return true;
  } catch {
    return false;
  }
}

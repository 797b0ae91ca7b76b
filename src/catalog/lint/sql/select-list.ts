/** One SELECT of a statement: what it returns and where from. */
export interface SelectList {
  /** 0: the statement itself; more: within so many brackets. */
  readonly depth: number;
  readonly items: readonly SelectItem[];
  /** `*` or `x.*` is among the items. */
  readonly star: boolean;
  /** From the FROM on to its end, with blanks for what stands in further brackets. */
  readonly body: string;
}

export interface SelectItem {
  readonly name: string;
  /** Without its alias; texts are blanks. */
  readonly expression: string;
  /** Where it starts in the statement. */
  readonly offset: number;
}

/** Every SELECT of a masked statement, in the order of the text. */
export function selectLists(masked: string): readonly SelectList[] {
  const depths = depthsOf(masked);
  return [...masked.matchAll(/\bSELECT\b(?:\s+(?:ALL|DISTINCT)\b(?:\s+ON\s*\([^()]*\))?)?/gi)].map(
    ({ 0: word, index }) => listAt(masked, depths, index, index + word.length),
  );
}

function listAt(
  masked: string,
  depths: readonly number[],
  select: number,
  start: number,
): SelectList {
  const depth = depths[select] ?? 0;
  const end = endOf(masked, depths, start, depth, SET_OPERATION);
  const from = endOf(masked, depths, start, depth, LIST_END);
  const cuts = [start - 1];
  for (let at = start; at < from; at++)
    if (masked[at] === ',' && depths[at] === depth) cuts.push(at);
  const parts = cuts.map((cut, index) => ({
    offset: cut + 1,
    text: masked.slice(cut + 1, cuts[index + 1] ?? from),
  }));
  const stars = parts.filter(({ text }) => /^\s*(?:\w+\.)?\*\s*$/.test(text));
  return {
    depth,
    items: parts.filter((part) => !stars.includes(part)).map(itemOf),
    star: stars.length > 0,
    body: masked
      .slice(from, end)
      .split('')
      .map((character, at) => ((depths[from + at] ?? 0) > depth ? ' ' : character))
      .join(''),
  };
}

const LIST_END = /^(?:FROM|WHERE|GROUP\s+BY|HAVING|ORDER\s+BY|LIMIT|UNION|EXCEPT|INTERSECT)\b/i;
const SET_OPERATION = /^(?:UNION|EXCEPT|INTERSECT)\b/i;

/** The first such word on the same depth, or the bracket that closes it, or the end. */
function endOf(
  masked: string,
  depths: readonly number[],
  start: number,
  depth: number,
  pattern: RegExp,
): number {
  for (let at = start; at < masked.length; at++) {
    if ((depths[at] ?? 0) < depth) return at;
    const begins = depths[at] === depth && /\W/.test(masked[at - 1] ?? ' ');
    if (!begins || !pattern.test(masked.slice(at, at + 12))) continue;
    // "IS DISTINCT FROM" compares.
    if (!/\bDISTINCT\s+$/i.test(masked.slice(Math.max(0, at - 20), at))) return at;
  }
  return masked.length;
}

function itemOf({ offset, text }: { readonly offset: number; readonly text: string }): SelectItem {
  const start = offset + (text.length - text.trimStart().length);
  const item = text.trim();
  const alias =
    /^([\s\S]+?)\s+AS\s+("?)(\w+)\2$/i.exec(item) ?? /^([\s\S]*[\w)\]'])\s+("?)(\w+)\2$/.exec(item);
  if (alias !== null && !/^(?:END|NULL)$/i.test(alias[3] ?? '')) {
    return { name: alias[3] ?? '', expression: (alias[1] ?? '').trim(), offset: start };
  }
  return { name: nameOf(item), expression: item, offset: start };
}

/** What PostgreSQL calls an item without alias, as far as that is to be seen. */
function nameOf(item: string): string {
  const bare = item.replace(/(?:::\s*[\w ]+(?:\([^()]*\))?(?:\[\])?)+$/, '').trim();
  const [, column] = /^(?:\w+\.)*"?([a-zA-Z_]\w*)"?$/.exec(bare) ?? [];
  const [, word] = /^(?:\w+\.)?([a-zA-Z_]\w*)\s*[([]/.exec(bare) ?? /^(CASE)\b/i.exec(bare) ?? [];
  return column ?? word?.toLowerCase() ?? '?column?';
}

/** For each character, how many brackets are open around it; a bracket belongs to the outside. */
function depthsOf(masked: string): readonly number[] {
  let depth = 0;
  return masked.split('').map((character) => {
    if (character === ')' || character === ']') depth -= 1;
    const here = depth;
    if (character === '(' || character === '[') depth += 1;
    return here;
  });
}

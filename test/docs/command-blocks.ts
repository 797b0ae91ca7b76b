/** A ```sh block, or a file of a page, in the order of the page. */
export type Block =
  | { readonly kind: 'commands'; readonly lines: readonly string[]; readonly notRun: boolean }
  | { readonly kind: 'file'; readonly path: string; readonly text: string };

/**
 * Reads a page: ```sh blocks are command lines, unless `<!-- not run: why -->` stands before them;
 * a block after `<!-- file: PATH -->` is a file that the commands use.
 */
export function commandBlocks(page: string): readonly Block[] {
  const pattern =
    /(?:^<!-- (?<mark>not run|file): (?<what>.+?) -->\n)?^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gm;
  return [...page.matchAll(pattern)].flatMap(({ groups }): readonly Block[] => {
    const { language, mark, text = '', what = '' } = groups ?? {};
    if (mark === 'file') return [{ kind: 'file', path: what, text }];
    if (language !== 'sh') return [];
    const lines = text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) =>
        line
          .replace(/^\$ /, '')
          .replace(/\s+#.*$/, '')
          .trim(),
      )
      .filter((line) => line !== '' && !line.startsWith('#'));
    return [{ kind: 'commands', lines, notRun: mark === 'not run' }];
  });
}

/** The words of a command line as a shell would see them; no more of a shell than the pages need. */
export function shellWords(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

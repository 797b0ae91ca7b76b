import { readFileSync } from 'node:fs';
import { createProgram } from '../../dist/cli/create-program.js';

const FILE = 'docs/command-line.md';

/**
 * docs/command-line.md with the help of every command. What stands before a help is written by
 * hand and stays; a new command gets a section at the end.
 */
export const commandLinePageGenerator = {
  file: FILE,
  async render() {
    const page = readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8');
    const helps = await helpTexts();
    const seen = new Set();
    const known = page.replace(BLOCK, (_, name) => {
      const help = helps.get(name);
      if (help === undefined) {
        throw new Error(`${FILE} has the help of "${name}", and there is no such command`);
      }
      if (seen.has(name)) throw new Error(`${FILE} has the help of "${name}" twice`);
      seen.add(name);
      return block(name, help);
    });
    const added = [...helps].filter(([name]) => !seen.has(name));
    const sections = added.map(([name, help]) => `\n### ${name}\n\n${block(name, help)}\n`);
    return `${known}${sections.join('')}`;
  },
};

const BLOCK = /<!-- help: ([a-z -]+) -->\n[\s\S]*?<!-- end of help -->/g;

function block(name, help) {
  return `<!-- help: ${name} -->\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n<!-- end of help -->`;
}

/** By the words of the command, in the order of the help. */
async function helpTexts() {
  let written = '';
  const collector = {
    write(text) {
      written += text;
      return true;
    },
  };
  const io = { env: {}, stdout: collector, stderr: collector };
  const program = await createProgram(
    io,
    () => undefined,
    () => true,
  );
  const texts = new Map();
  const add = (command, words) => {
    written = '';
    command.outputHelp();
    texts.set(words.join(' '), written);
    for (const sub of command.commands) add(sub, [...words, sub.name()]);
  };
  for (const command of program.commands) add(command, ['pgvitals', command.name()]);
  return texts;
}

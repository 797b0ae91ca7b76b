// npm run bench [-- SECTION...] [--tables=N] [--rounds=N]: the figures of pgvitals beside its peers.
import { parseArgs } from 'node:util';
import { requirePrograms } from './lib/programs.mjs';
import { printReport } from './lib/report.mjs';
import { churn } from './sections/churn.mjs';
import { demo } from './sections/demo.mjs';
import { latency } from './sections/latency.mjs';
import { overhead } from './sections/overhead.mjs';
import { quiet } from './sections/quiet.mjs';
import { soak } from './sections/soak.mjs';
import { statements } from './sections/statements.mjs';
import { tables } from './sections/tables.mjs';

const SECTIONS = { tables, demo, overhead, soak, quiet, statements, churn, latency };
const OPTIONS = {
  tables: { type: 'string', default: '20000' },
  rounds: { type: 'string', default: '7' },
  minutes: { type: 'string', default: '10' },
};
const USAGE = `Usage: npm run bench -- [${Object.keys(SECTIONS).join('|')} ...] [--tables=20000] [--rounds=7] [--minutes=10]
--tables is the size of the database of section tables; --rounds is how often it measures each side;
--minutes is how long section quiet watches.`;

// The servers and exporters that run for us end with us, on the event `exit`.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

process.exitCode = await bench(process.argv.slice(2));

async function bench(argv) {
  const input = readArguments(argv);
  if (input === undefined) return 2;
  const missing = await requirePrograms(input.sections.flatMap((name) => SECTIONS[name].programs));
  if (missing.length > 0) {
    console.error(missing.join('\n'));
    return 2;
  }
  const figures = [];
  for (const name of input.sections) {
    console.error(`${name}: ${SECTIONS[name].title}`);
    const section = await SECTIONS[name].run(input, (line) => console.error(`  ${line}`));
    figures.push(...section.map((figure) => ({ section: name, ...figure })));
  }
  console.log(printReport(figures));
  return figures.every(({ ok }) => ok) ? 0 : 1;
}

function readArguments(argv) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: OPTIONS,
    });
    const unknown = positionals.filter((name) => !(name in SECTIONS));
    if (unknown.length > 0) throw new Error(`There is no section ${unknown.join(', ')}.`);
    return {
      sections: positionals.length > 0 ? positionals : Object.keys(SECTIONS),
      tables: wholeNumber('tables', values.tables),
      rounds: wholeNumber('rounds', values.rounds),
      minutes: wholeNumber('minutes', values.minutes),
    };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return undefined;
  }
}

function wholeNumber(name, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${name} is ${text}, expected a whole number above 0.`);
}

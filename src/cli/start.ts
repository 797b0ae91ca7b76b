import { Command } from 'commander';
import { readConfig } from '../config/read-config.ts';
import { configInput } from './config-options.ts';
import { DEMO_ADDRESS, demo } from './demo.ts';
import type { Io } from './io.ts';
import { addServeOptions, type ServeFlags, serve } from './serve.ts';

/** What `npm start` runs. */
export function startCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('start');
  return addServeOptions(command).action(async (flags: ServeFlags, self: Command) =>
    done(await start(flags, self, io)),
  );
}

async function start(flags: ServeFlags, command: Command, io: Io): Promise<number> {
  const { source, targets } = await readConfig(configInput(flags, io.env));
  const given = (name: string) => command.getOptionValueSource(name) !== 'default';
  if (targets.size > 0) {
    io.stderr.write(`Monitoring ${[...targets.keys()].join(', ')} as configured by ${source}.\n`);
    return await serve(flags, io);
  }
  io.stderr.write(
    'No server is configured, so here is a demo (npx pgvitals --help lists the ways).\n',
  );
  return await demo(
    {
      'web.listenAddress': given('web.listenAddress') ? flags['web.listenAddress'] : DEMO_ADDRESS,
      'log.level': given('log.level') ? flags['log.level'] : 'warn',
      'log.format': flags['log.format'],
      ...(io.env.PGVITALS_DEMO_DATA_DIR ? { dataDir: io.env.PGVITALS_DEMO_DATA_DIR } : {}),
    },
    io,
  );
}

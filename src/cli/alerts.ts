import { Command } from 'commander';
import { alertsAckCommand } from './alerts-ack.ts';
import { alertsListCommand } from './alerts-list.ts';
import { alertsSilenceCommand } from './alerts-silence.ts';
import { alertsSilencesCommand } from './alerts-silences.ts';
import { alertsTestCommand } from './alerts-test.ts';
import { alertsUnsilenceCommand } from './alerts-unsilence.ts';
import type { Io } from './io.ts';

/** The commands that look at alerts and answer them. */
export function alertsCommand(io: Io, done: (code: number) => void): Command {
  return new Command('alerts')
    .helpCommand(false)
    .addCommand(alertsListCommand(io, done))
    .addCommand(alertsAckCommand(io, done))
    .addCommand(alertsSilenceCommand(io, done))
    .addCommand(alertsSilencesCommand(io, done))
    .addCommand(alertsUnsilenceCommand(io, done))
    .addCommand(alertsTestCommand(io, done));
}

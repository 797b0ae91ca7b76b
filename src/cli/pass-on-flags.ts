import type { Command } from 'commander';

/**
 * Flags before the word of a subcommand are meant for it, too: left with the command above, they
 * would be ignored, and another server looked at than the one that was named.
 */
export function passOnFlags(command: Command): Command {
  return command.enablePositionalOptions().hook('preSubcommand', (_, sub) => {
    for (const option of command.options) {
      const name = option.attributeName();
      if (command.getOptionValueSource(name) !== 'cli') continue;
      const same = sub.options.find((one) => one.attributeName() === name);
      if (same === undefined) {
        sub.error(`error: option '${option.long}' is not for '${sub.name()}'`);
      } else {
        const value: unknown = command.getOptionValue(name);
        const listed = same.variadic && !option.variadic ? [value] : value;
        sub.setOptionValueWithSource(name, listed, 'cli');
      }
    }
  });
}

import { Help, type Option } from 'commander';

/** What the help says of a flag: a default only where there is one to tell, and in its own unit. */
export function describeOption(option: Option): string {
  const { defaultValue: value, flags } = option;
  const text = new Help().optionDescription(option);
  const nothing = value === false || value === '' || (Array.isArray(value) && value.length === 0);
  const said = `default: ${JSON.stringify(value)}`;
  if (nothing) return text.replace(`(${said}, `, '(').replace(` (${said})`, '');
  // Times are kept in milliseconds.
  const isTime = flags.includes('<time>') && typeof value === 'number';
  return isTime ? text.replace(said, `default: ${value / 1000}s`) : text;
}

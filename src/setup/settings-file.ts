import { quoteText } from './quote.ts';
import type { SetupPlan } from './setup-plan.ts';
import { WANTED_SETTINGS } from './wanted-settings.ts';

/** The settings as a configuration file of PostgreSQL. */
export function settingsFile(settings: SetupPlan['settings']): string {
  const lines = settings.map(({ name, value }) => {
    const { why = '', restart = false } = WANTED_SETTINGS.find((one) => one.name === name) ?? {};
    return `# ${why}${restart ? '; needs a restart' : ''}\n${name} = ${quoteText(value).replace(/^E/, '')}\n`;
  });
  return `# PostgreSQL settings for monitoring, written by "pgvitals setup --settings-file".
# Include it at the end of postgresql.conf (include_if_exists = 'FILE'), or put it into conf.d.

${lines.join('\n')}`;
}

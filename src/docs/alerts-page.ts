import { formatValue } from '../thresholds/format-value.ts';
import {
  PRESETS,
  type Preset,
  SEVERITIES,
  THRESHOLD_CATEGORIES,
  type Threshold,
} from '../thresholds/threshold.ts';

/** docs/alerts.md: every threshold with its limits, its signal and its runbook. */
export function alertsPage(thresholds: readonly Threshold[]): string {
  const categories = THRESHOLD_CATEGORIES.filter((category) =>
    thresholds.some((threshold) => threshold.category === category),
  );
  const sections = categories.map((category) => {
    const members = thresholds.filter((threshold) => threshold.category === category);
    const title = `${category.charAt(0).toUpperCase()}${category.slice(1)}`;
    return `## ${title}\n\n${summaryTable(members)}\n${members.map(section).join('\n')}`;
  });
  return `${head(thresholds)}\n${sections.join('\n')}`;
}

function head(thresholds: readonly Threshold[]): string {
  const counts = SEVERITIES.map(
    (severity) =>
      `${thresholds.filter(({ limits }) => limits.production[severity] !== undefined).length} ${severity}`,
  );
  return `<!-- Made by "npm run generate" out of thresholds.yaml; do not edit. -->

# Alerts

What is judged, and when it is bad: ${thresholds.length} thresholds, with ${counts.join(', ')} alerts in preset production. [thresholds.yaml](../thresholds.yaml) says all of it; \`prometheus/rules\` and their tests in \`prometheus/tests\` are made from it, and \`pgvitals check\` judges by it. [thresholds.md](thresholds.md) says how to change a limit or add a threshold, [paging.md](paging.md) who hears of an alert.

Every alert has the labels \`severity\`, \`category\`, \`target\` (the instance) and, where there is one, \`database\`, besides those of its series. Limits are given as production / development / analytics; – is no alert.
`;
}

function summaryTable(thresholds: readonly Threshold[]): string {
  const rows = thresholds.map((threshold) => {
    const { alert, description, id } = threshold;
    return `| [${alert}](#${id}) | ${description} | ${limitText(threshold, 'warning')} | ${limitText(threshold, 'critical')} |`;
  });
  return `| alert | | warning | critical |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function limitText({ limits, unit, worse }: Threshold, severity: 'warning' | 'critical'): string {
  const limit = limits.production[severity];
  if (limit === undefined) return '–';
  return unit === 'state' ? 'yes' : `${worse === 'above' ? '>' : '<'} ${formatValue(unit, limit)}`;
}

function section(threshold: Threshold): string {
  const { alert, description, guard, id, per, runbook, signal } = threshold;
  const judged = per.length === 0 ? 'Once for each server' : `Once for each ${per.join(', ')}`;
  const guarded =
    guard === undefined
      ? ''
      : `\nOnly where there is enough to judge:\n\n\`\`\`promql\n${guard.expr}\n\`\`\`\n`;
  return `### ${id}

${description} ${judged}. Alert \`${alert}\`, [runbook](runbooks/${runbook.replace(/^.*\//, '')}).

${limitTable(threshold)}
\`\`\`promql
${signal}
\`\`\`
${guarded}`;
}

function limitTable({ forMs, limits, unit, worse }: Threshold): string {
  const sign = worse === 'above' ? '>' : '<';
  const shown = (preset: Preset, severity: (typeof SEVERITIES)[number]) => {
    const limit = limits[preset][severity];
    return limit === undefined ? '–' : `${sign} ${formatValue(unit, limit)}`;
  };
  const used = SEVERITIES.filter((severity) =>
    PRESETS.some((preset) => limits[preset][severity] !== undefined),
  );
  const rows = used.map((severity) => {
    const wait = forMs[severity] === 0 ? 'at once' : formatValue('seconds', forMs[severity] / 1000);
    return `| ${severity} | ${PRESETS.map((preset) => shown(preset, severity)).join(' | ')} | ${wait} |`;
  });
  return `| | ${PRESETS.join(' | ')} | for |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

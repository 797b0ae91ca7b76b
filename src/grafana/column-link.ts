import type { ColumnLink } from './panel.ts';

/** A link of a cell; it keeps time range, data source and job. */
export function columnLink({ title, uid, variables }: ColumnLink): object {
  const given = Object.entries(variables).map(
    ([name, column]) => `var-${name}=\${__data.fields["${column}"]}`,
  );
  const kept = ['datasource', 'job', ...('instance' in variables ? [] : ['instance'])];
  const parameters = [
    ...given,
    ...kept.map((name) => `\${${name}:queryparam}`),
    '$__url_time_range',
  ];
  return { title, url: `/d/${uid}?${parameters.join('&')}`, targetBlank: false };
}

import {
  TableCellHeight,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type {
  DataTransformerConfig,
  DynamicConfigValue,
  GridPos,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { columnLink } from './column-link.ts';
import { setCommon } from './common-options.ts';
import { colourSteps, type LimitsById } from './limit-steps.ts';
import type { TableColumn, TablePanel } from './panel.ts';
import { stateMappings } from './state-mappings.ts';
import { refId } from './targets.ts';

/** A table with one row for each set of labels; its columns are labels and values of queries. */
export function buildTable(panel: TablePanel, at: GridPos, limits: LimitsById): PanelBuilder {
  const builder = setCommon(new PanelBuilder(), panel, at)
    .cellHeight(TableCellHeight.Sm)
    .thresholds(colourSteps(undefined, limits))
    .transformations([...transformations(panel)])
    .sortBy([
      new TableSortByFieldStateBuilder().displayName(panel.sortBy).desc(panel.ascending !== true),
    ]);
  for (const column of panel.columns) {
    const properties = [...textOf(column, panel), ...propertiesOf(column, limits)];
    if (properties.length > 0) builder.overrideByName(column.title, properties);
  }
  return builder;
}

/** Rows of all queries with the same labels become one; what is no column is left out. */
function transformations(panel: TablePanel): readonly DataTransformerConfig[] {
  const fields = panel.columns.flatMap((column, index) =>
    fieldNames(column, panel).map((name) => ({ name, title: column.title, index })),
  );
  const byName = <T>(of: (field: (typeof fields)[number]) => T) =>
    Object.fromEntries(fields.map((field) => [field.name, of(field)]));
  return [
    { id: 'merge', options: {} },
    { id: 'filterFieldsByName', options: { include: { names: fields.map(({ name }) => name) } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: byName(({ index }) => index),
        renameByName: byName(({ title }) => title),
      },
    },
  ];
}

/** As Grafana names them: the only query with data has no letter. */
function fieldNames({ from }: TableColumn, { queries }: TablePanel): readonly string[] {
  const index = queries.findIndex(({ legend }) => legend === from);
  if (index === -1) return [from];
  const lettered = `Value #${refId(index)}`;
  return index === 0 ? ['Value', lettered] : [lettered];
}

/** A label that looks like a number, such as a query id, is still a text. */
function textOf({ from }: TableColumn, { queries }: TablePanel): readonly DynamicConfigValue[] {
  const isValue = queries.some(({ legend }) => legend === from);
  return isValue ? [] : [{ id: 'unit', value: 'string' }];
}

function propertiesOf(column: TableColumn, limits: LimitsById): readonly DynamicConfigValue[] {
  const { bar, decimals, link, states, unit, width } = column;
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(bar === true ? BAR : []),
    ...(link === undefined ? [] : [{ id: 'links', value: [columnLink(link)] }]),
    ...(states === undefined
      ? []
      : [
          { id: 'mappings', value: stateMappings(states) },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
          { id: 'custom.align', value: 'left' },
        ]),
    ...(column.limits === undefined
      ? []
      : [
          { id: 'thresholds', value: colourSteps(column.limits, limits).build() },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ]),
  ];
}

const BAR: readonly DynamicConfigValue[] = [
  { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } },
  { id: 'min', value: 0 },
  { id: 'fieldMinMax', value: true },
  { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
];

/** A dashboard as plain data; `buildDashboard` makes Grafana's JSON out of it. */
export interface Dashboard {
  readonly uid: DashboardUid;
  readonly title: string;
  readonly description: string;
  /** Whether it is about the one server that is chosen or about all that are. */
  readonly servers: 'one' | 'many';
  /** Besides those that every dashboard has. */
  readonly variables: readonly VariableName[];
  /** Restarts, changes of settings, resets of statistics and alerts as marks over the graphs. */
  readonly annotated: boolean;
  readonly from: string;
  readonly rows: readonly Row[];
}

export const DASHBOARD_UIDS = [
  'pgvitals-fleet',
  'pgvitals-overview',
  'pgvitals-queries',
  'pgvitals-cache-io',
  'pgvitals-tables',
  'pgvitals-sessions',
  'pgvitals-replication',
  'pgvitals-capacity',
  'pgvitals-exporter',
] as const;
export type DashboardUid = (typeof DASHBOARD_UIDS)[number];

export type VariableName = 'datname' | 'class' | 'queryid' | 'pooler' | 'exporter';

export interface Row {
  readonly title: string;
  readonly collapsed?: boolean;
  readonly panels: readonly Panel[];
}

export interface Query {
  readonly expr: string;
  /** Name of its series, with {{label}} for values of labels; of its column in a table. */
  readonly legend: string;
}

interface AnyPanel {
  /** Unique in its dashboard; its id and links from alerts follow from it. */
  readonly title: string;
  readonly description: string;
  /** As Grafana calls it. */
  readonly unit: string;
  /** Of 24. */
  readonly width: number;
  readonly height?: number;
  readonly queries: readonly Query[];
  /** Id of the entry of thresholds.yaml whose limits are drawn. */
  readonly limits?: string;
  /** Ids of further entries whose alerts lead here. */
  readonly alerts?: readonly string[];
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Why it may be without data on a server where everything happens. */
  readonly exempt?: string;
  /** What it says when there is nothing to show. */
  readonly empty?: string;
}

export interface LinesPanel extends AnyPanel {
  readonly kind: 'lines';
  readonly stacked?: boolean;
  /** Legend at the right with the last and the highest value, for names that tell something. */
  readonly legend?: 'list' | 'table';
  /** Series that are limits, drawn as dashed lines without colour. */
  readonly dashed?: string;
  /** One panel for each value of this variable. */
  readonly repeat?: 'class';
  readonly logarithmic?: boolean;
}

export interface StatPanel extends AnyPanel {
  readonly kind: 'stat';
  /** Shows the name of the series instead of its value. */
  readonly named?: boolean;
  readonly states?: readonly State[];
  readonly sparkline?: boolean;
  /** Colour of everything above 0, which should not be. */
  readonly alarm?: 'orange' | 'red';
}

export interface TablePanel extends AnyPanel {
  readonly kind: 'table';
  /** In their order; what is not named here is not shown. */
  readonly columns: readonly TableColumn[];
  /** Title of the column with the worst at its top end. */
  readonly sortBy: string;
  readonly ascending?: boolean;
}

export interface TableColumn {
  /** A label, or the legend of a query. */
  readonly from: string;
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly width?: number;
  readonly limits?: string;
  readonly states?: readonly State[];
  /** A bar behind the number, from 0 to the highest. */
  readonly bar?: boolean;
  readonly link?: ColumnLink;
}

export interface ColumnLink {
  readonly title: string;
  readonly uid: DashboardUid;
  /** Variables of the other dashboard and the columns (by title) that give their values. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface State {
  readonly value: number;
  readonly text: string;
  readonly colour: Colour;
}

export type Colour = 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'text';

export interface HeatmapPanel extends AnyPanel {
  readonly kind: 'heatmap';
}

export interface TimelinePanel extends AnyPanel {
  readonly kind: 'timeline';
  readonly states: readonly State[];
}

export interface BarsPanel extends AnyPanel {
  readonly kind: 'bars';
}

export type Panel = LinesPanel | StatPanel | TablePanel | HeatmapPanel | TimelinePanel | BarsPanel;

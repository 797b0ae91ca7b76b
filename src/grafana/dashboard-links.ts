import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard } from './panel.ts';

/** Links to all other dashboards; they keep the time range and what is chosen. */
export function linksBetween(from: Dashboard, all: readonly Dashboard[]): Builder<DashboardLink>[] {
  return all
    .filter(({ uid }) => uid !== from.uid)
    .map((to) =>
      new DashboardLinkBuilder(nameOf(to))
        .type(DashboardLinkType.Link)
        .icon('dashboard')
        .tooltip(to.description)
        .url(`/d/${to.uid}?${kept(from, to).join('&')}`)
        .keepTime(true),
    );
}

/** The part of the title that is not the same for all. */
function nameOf({ title }: Dashboard): string {
  const name = title.replace('PostgreSQL: ', '');
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** "All servers" means nothing to a dashboard of one server, and one is too few for the fleet. */
function kept(from: Dashboard, to: Dashboard): readonly string[] {
  const server = to.uid !== 'pgvitals-fleet' && from.servers === 'one' ? ['instance'] : [];
  const shared = from.variables.filter((name) => to.variables.includes(name));
  return ['datasource', 'job', ...server, ...shared].map((name) => `\${${name}:queryparam}`);
}

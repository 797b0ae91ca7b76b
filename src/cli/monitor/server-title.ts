import type { ChosenTarget } from '../with-target.ts';

/** Which server this is, in half a line. */
export function serverTitle({ address, name, server }: ChosenTarget): string {
  return `${name}  ${address.replace(/ \(sslmode .*$/, '')}  PostgreSQL ${server.version.split(' ')[0]} ${server.role}`;
}

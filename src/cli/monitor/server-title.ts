import { printable } from '../../console/printable.ts';
import type { ChosenTarget } from '../with-target.ts';

/** Which server this is, in half a line. */
export function serverTitle({ address, name, server }: ChosenTarget): string {
  const where = address.replace(/ \(sslmode .*$/, '');
  return printable(`${name}  ${where}  PostgreSQL ${server.version.split(' ')[0]} ${server.role}`);
}

// Loaded into an exporter with --import: answers each message with what the process holds.
import { Socket } from 'node:net';
import { queryObjects } from 'node:v8';

const probe = setTimeout(() => undefined, 0);
const { constructor: Timeout } = probe;
clearTimeout(probe);

process.on('message', () => {
  // Garbage is collected before counting, so these are the ones that something still refers to.
  const count = (kind) => queryObjects(kind, { format: 'count' });
  process.send({
    timers: count(Timeout),
    sockets: count(Socket),
    signals: count(AbortSignal),
    active: process.getActiveResourcesInfo().length,
  });
});
// The channel must not keep the exporter alive.
process.channel?.unref();

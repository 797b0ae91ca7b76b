import type { LinesPanel, Row } from '../panel.ts';
import { DATABASES, leadingRates, rateBy, SERVER, share } from '../select.ts';

const BY = 'backend_type, object, context';
const NAME = '{{backend_type}}, {{object}}, {{context}}';

const io = (what: string) => `pg_stat_io_${what}_total{${SERVER}}`;

export const ioPanels: Row = {
  title: 'Reads and writes by backend and context (PostgreSQL 16 and later)',
  panels: [
    volume('Read by whom', 'read_bytes', 'Read a second by kind of process, object and context.'),
    volume(
      'Written by whom',
      'write_bytes',
      'Written a second by kind of process, object and context. Client backends that write find no clean buffer.',
    ),
    volume(
      'Files extended by whom',
      'extend_bytes',
      'Growth of files a second by kind of process, object and context.',
    ),
    latency('Read latency', 'read_seconds', 'reads', 'Mean time of a read; needs track_io_timing.'),
    latency(
      'Write latency',
      'write_seconds',
      'writes',
      'Mean time of a write; needs track_io_timing.',
    ),
    {
      kind: 'lines',
      title: 'I/O time by database',
      description:
        'Seconds that backends spent reading and writing blocks in each second; needs track_io_timing.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [
        {
          expr: `${rateBy('datname', `pg_stat_database_blk_read_time{${DATABASES}}`)} / 1000`,
          legend: '{{datname}} read',
        },
        {
          expr: `${rateBy('datname', `pg_stat_database_blk_write_time{${DATABASES}}`)} / 1000`,
          legend: '{{datname}} written',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Evictions and reuses of buffers',
      description:
        'Blocks dropped from shared buffers to make room, and buffers of rings used again, by context.',
      unit: 'suffix: /s',
      width: 12,
      min: 0,
      queries: [
        { expr: rateBy('context', io('evictions')), legend: '{{context}} evicted' },
        { expr: rateBy('context', io('reuses')), legend: '{{context}} reused' },
      ],
    },
    {
      kind: 'lines',
      title: 'File synchronisations',
      description:
        'Files synchronised a second by kind of process. Only the checkpointer should have to.',
      unit: 'suffix: /s',
      width: 12,
      min: 0,
      queries: [{ expr: rateBy('backend_type', io('fsyncs')), legend: '{{backend_type}}' }],
    },
  ],
};

function volume(title: string, counter: string, description: string): LinesPanel {
  return {
    kind: 'lines',
    title,
    description: `${description} The five that lead in the time shown.`,
    unit: 'Bps',
    width: 8,
    height: 9,
    min: 0,
    stacked: true,
    queries: [{ expr: leadingRates(5, BY, io(counter)), legend: NAME }],
  };
}

function latency(title: string, time: string, count: string, description: string): LinesPanel {
  return {
    kind: 'lines',
    title,
    description,
    unit: 's',
    width: 8,
    min: 0,
    queries: [
      {
        expr: share(rateBy('backend_type', io(time)), rateBy('backend_type', io(count))),
        legend: '{{backend_type}}',
      },
    ],
  };
}

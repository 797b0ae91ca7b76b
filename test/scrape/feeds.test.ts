import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/catalog/parse.ts';
import { isSkipped } from '../../src/scrape/outcome.ts';
import { openTarget } from '../helpers/open-target.ts';
import { pageOf } from '../helpers/page.ts';
import { parseQueries } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const CATALOG = `
listed:
  description: Of a test.
  category: realtime
  feed: console
  parameters: [asked]
  query: SELECT value || '!' AS word, NULL AS nothing FROM json_array_elements_text($1::json)
  metrics:
    - word: { usage: FIELD, description: A word. }
    - nothing: { usage: FIELD, description: Nothing. }
missing:
  description: Of a test.
  category: realtime
  feed: console
  requires: { extension: not_there }
  query: SELECT 1 AS one
  metrics:
    - one: { usage: FIELD, description: One. }
`;

describe('a query with feed: console', () => {
  test('gives its rows to who asks, with the list it was asked with', async () => {
    const target = openTarget(sharedServer(18), { queries: parseQueries(CATALOG) });
    const asked = new Map([['listed', ['one', "it's"]]]);
    const { outcomes, server } = await target.read(asked, 5000);
    expect(server.role).toBe('primary');
    expect(outcomes).toHaveLength(1);
    const [listed] = outcomes;
    if (listed === undefined || isSkipped(listed)) throw new Error('listed did not run');
    expect(listed.result?.table).toEqual({
      columns: ['word', 'nothing'],
      rows: [
        ['one!', null],
        ["it's!", null],
      ],
    });
  });

  test('says why it cannot run', async () => {
    const target = openTarget(sharedServer(18), { queries: parseQueries(CATALOG) });
    const { outcomes } = await target.read(new Map([['missing', []]]), 5000);
    const skips = outcomes.filter(isSkipped).map(({ skip }) => skip.remedy);
    expect(skips).toEqual(['CREATE EXTENSION not_there;']);
  });

  test('is no part of a scrape', async () => {
    const target = openTarget(sharedServer(18), { queries: parseQueries(CATALOG) });
    expect(pageOf(await target.scrape())).not.toContain('listed');
  });
});

describe('columns and feeds', () => {
  const message = (usage: string, more: string) =>
    parseCatalog(
      'x.yaml',
      `q:\n  description: Q.\n  category: trend\n${more}  query: SELECT 1 AS one\n  metrics:\n    - one: { usage: ${usage}, description: One. }\n`,
    ).problems.map((problem) => problem.message);

  test('a FIELD needs a feed, and a feed takes nothing else', () => {
    expect(message('FIELD', '').at(0)).toBe('q.metrics: one is a FIELD; needs a query with feed');
    expect(message('GAUGE', '  feed: console\n')).toEqual([
      'q.metrics: one is a GAUGE; expected FIELD, as the query has feed',
    ]);
  });
});

import { expect, test } from 'vitest';
import { parseConnectionString } from '../../src/target/connection-string.ts';

test.each([
  [
    'postgresql://u:p%40ss@db1:6432/app?sslmode=verify-full&connect_timeout=5',
    {
      user: 'u',
      password: 'p@ss',
      host: 'db1',
      port: 6432,
      database: 'app',
      sslmode: 'verify-full',
      connectTimeoutSeconds: 5,
    },
  ],
  ['postgres://[::1]:5433', { host: '::1', port: 5433 }],
  ['postgresql:///app?host=/run/pg', { host: '/run/pg', database: 'app' }],
  ['postgresql://u:p@ss@h/db', { user: 'u', password: 'p@ss', host: 'h', database: 'db' }],
  ["host=db1 user='it''s' password='a\\'b c\\\\' dbname=app", undefined],
  [
    "host=db1 user=u password='a\\'b c\\\\' dbname=app",
    { host: 'db1', user: 'u', password: "a'b c\\", database: 'app' },
  ],
  ['host = db1   port = 1', { host: 'db1', port: 1 }],
])('a connection string is read as libpq reads it: %s', (text, fields) => {
  if (fields === undefined) expect(() => parseConnectionString(text)).toThrow();
  else expect(parseConnectionString(text)).toEqual(fields);
});

const SECRETS = [
  'hush',
  'hu?sh=x',
  'hu#sh',
  'hu/sh',
  'hu:sh',
  'hu&sh',
  'hu%sh',
  'hu sh',
  'h@u/s?h',
];

test.each(
  SECRETS.flatMap((secret) => [
    [`postgresql://u:${secret}@h:54x32/db`, secret],
    [`postgresql://u:${secret}@h/db?sslmode=no`, secret],
    [`postgresql://u:${secret}@h,h2/db`, secret],
    [`postgresql://u:${secret}@h/db?nonsense=1`, secret],
    [`host=h password=${secret} port=x`, secret],
    [`host=h password=${secret} foo=bar`, secret],
    [`host=h password='${secret} port=1`, secret],
  ]),
)(
  'a connection string that cannot be read is refused without a part of its password: %s',
  (text, secret) => {
    let message = '';
    try {
      parseConnectionString(text);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).not.toBe('');
    for (const part of secret.split(/[^a-z]/).filter((word) => word.length > 1)) {
      expect(message).not.toMatch(new RegExp(`\\b${part}\\b`));
    }
  },
);

import { hash } from 'bcryptjs';
import { expect, test } from 'vitest';
import { compareInThread } from '../../../src/http/web-config/compare-in-thread.ts';

test('a password is compared with a hash', async () => {
  const compare = compareInThread();
  const stored = await hash('s3cret', 4);
  expect(await compare('s3cret', stored)).toBe(true);
  expect(await compare('wrong', stored)).toBe(false);
});

test('the main thread stays free while a dear hash is compared', async () => {
  const compare = compareInThread();
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const stored = `$2b$12$${'u'.repeat(53)}`;
  expect(await compare('s3cret', stored)).toBe(false);
  clearInterval(timer);
  // On the main thread, bcryptjs would let a handful of turns happen in this time.
  expect(turns).toBeGreaterThan(20);
});

test('a thread that dies rejects the comparison, and the next one gets a new thread', async () => {
  const compare = compareInThread();
  const notText: unknown = 5;
  await expect(compare('s3cret', notText as string)).rejects.toThrow(
    'the thread that compares passwords ended',
  );
  expect(await compare('s3cret', await hash('s3cret', 4))).toBe(true);
});

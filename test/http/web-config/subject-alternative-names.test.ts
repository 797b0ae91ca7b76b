import { expect, test } from 'vitest';
import {
  comparableName,
  subjectAlternativeNames,
} from '../../../src/http/web-config/subject-alternative-names.ts';

test('every kind of name that Go compares is found', () => {
  const text =
    'DNS:a.example, email:x@y.z, IP Address:10.0.0.1, URI:spiffe://a/b, DirName:CN = root, Registered ID:1.2.3';
  expect(subjectAlternativeNames(text)).toEqual(['a.example', 'x@y.z', '10.0.0.1', 'spiffe://a/b']);
});

test('a quoted value cannot pose as a second name', () => {
  expect(subjectAlternativeNames('URI:"http://evil/, DNS:good.example", DNS:b')).toEqual([
    'http://evil/, DNS:good.example',
    'b',
  ]);
});

test('an IPv6 address has one spelling', () => {
  expect(subjectAlternativeNames('IP Address:2001:DB8:0:0:0:0:0:1')).toEqual(['2001:db8::1']);
  expect(comparableName('2001:0db8::0001')).toBe('2001:db8::1');
});

test('no names are no names', () => {
  expect(subjectAlternativeNames('')).toEqual([]);
});

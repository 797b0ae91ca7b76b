import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkYaml } from '../../src/yaml/check-yaml.ts';
import { formatProblem } from '../../src/yaml/problem.ts';

const secret = z.union([
  z.string(),
  z.strictObject({ file: z.string() }),
  z.strictObject({ env: z.string() }),
]);

const schema = z.strictObject({
  name: z.string(),
  port: z.int().max(65_535).optional(),
  ratio: z.number().min(0).optional(),
  list: z.array(z.strictObject({ kind: z.enum(['red', 'green']) })).default([]),
  byName: z.record(z.string(), z.strictObject({ password: secret.optional() })).optional(),
});

describe('checkYaml', () => {
  test('gives the value, defaults filled in, and no problems', () => {
    const { value, problems } = checkYaml(
      'a.yaml',
      'name: x\nbyName: { a: { password: p } }\n',
      schema,
    );
    expect(problems).toEqual([]);
    expect(value).toEqual({ name: 'x', list: [], byName: { a: { password: 'p' } } });
  });

  test.each([
    [
      'a value in a list',
      'name: x\nlist:\n  - kind: red\n  - kind: blue\n',
      '4:11: list.1.kind: expected one of red, green, found "blue"',
    ],
    [
      'a key in a list',
      'name: x\nlist:\n  - { kind: red, knd: 1 }\n',
      '3:18: unknown key "knd"; did you mean "kind"?; known here: kind',
    ],
    [
      'a missing key stands at its owner',
      'name: x\nlist:\n  - {}\n',
      '3:5: list.0.kind: is missing; expected one of red, green',
    ],
    ['a number as text', 'name: x\nport: "80"\n', '2:7: port: expected a number, found "80"'],
    [
      'a number too big',
      'name: x\nport: 70000\n',
      '2:7: port: expected at most 65535, found 70000',
    ],
    ['a number too small', 'name: x\nratio: -0.5\n', '2:8: ratio: expected at least 0, found -0.5'],
    ['a boolean as text', 'name: true\n', '1:7: name: expected a text, found true'],
    [
      'a date is a text in YAML 1.2',
      'name: x\nport: 2024-02-29\n',
      '2:7: port: expected a number, found "2024-02-29"',
    ],
    ['nothing where a text is expected', 'name:\n', '1:6: name: expected a text, found nothing'],
    ['a map where a text is expected', 'name: {}\n', '1:7: name: expected a text, found a map'],
    [
      'a key of one alternative',
      'name: x\nbyName:\n  a:\n    password: { flie: /x }\n',
      '4:17: unknown key "flie"; did you mean "file"?; known here: file, env',
    ],
    [
      'a type of no alternative',
      'name: x\nbyName:\n  a:\n    password: 12345\n',
      '4:15: byName.a.password: expected a text or a map, found a number',
    ],
    [
      'a quoted key',
      '"name": x\n"nmae": y\n',
      '2:1: unknown key "nmae"; did you mean "name"?; known here: name, port, ratio, list, byName',
    ],
    ['a tab', 'name: x\nlist:\n\t- a\n', '3:1: a tab is used for indentation; use spaces'],
    [
      'a long text is cut',
      `name: x\nport: ${'y'.repeat(99)}\n`,
      `2:7: port: expected a number, found "${'y'.repeat(39)}...`,
    ],
  ])('%s', (_title, text, expected) => {
    const { value, problems } = checkYaml('a.yaml', text, schema);
    expect(problems.map(formatProblem)).toContain(`a.yaml:${expected}`);
    expect(value).toBeUndefined();
  });

  test('a text where a map is expected is not repeated: it may be a URL with a password', () => {
    const text = 'name: x\nbyName:\n  a: postgresql://me:hunter2@host/db\n';
    expect(checkYaml('a.yaml', text, schema).problems.map(formatProblem)).toEqual([
      'a.yaml:3:6: byName.a: expected a map, found a text',
    ]);
  });

  test('a password that is taken for an alias is not repeated', () => {
    const text = 'name: x\nbyName: { a: { password: *hunter2 } }\n';
    const [problem, ...others] = checkYaml('a.yaml', text, schema).problems.map(formatProblem);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^a\.yaml:2:26: .* starts with \* needs quotes$/);
    expect(problem).not.toContain('hunter2');
  });

  test('an alias that would grow without end is a problem and no crash', () => {
    const lines = [...'bcdefghij'].map(
      (name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]},`.repeat(10)}]`,
    );
    const { problems } = checkYaml('bomb.yaml', `a: &a [x,x,x]\n${lines.join('\n')}\n`, schema);
    expect(problems.map(formatProblem)).toEqual([
      'bomb.yaml:1:1: the aliases of this file stand for too much; write it without them',
    ]);
  });

  test('Windows line ends and a byte order mark do not move the place', () => {
    const { problems } = checkYaml('a.yaml', '\uFEFFname: x\r\nport: "80"\r\n', schema);
    expect(problems.map(formatProblem)).toEqual([
      'a.yaml:2:7: port: expected a number, found "80"',
    ]);
  });

  test.each([
    ['|hunter2', '2:26'],
    ['>hunter2', '2:26'],
    ['"x" hunter2', '2:30'],
    ['"\\hunter2"', '2:27'],
    ['!<hunter2', '2:26'],
  ])('a password that breaks the YAML as %s is not repeated', (password, place) => {
    const text = `name: x\nbyName: { a: { password: ${password} } }\n`;
    const said = checkYaml('a.yaml', text, schema).problems.map(formatProblem);
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`^a\\.yaml:${place}: `)));
    expect(said.join('\n')).not.toContain('unter2');
  });

  test('a password that has become part of its key is not repeated', () => {
    const text = 'name: x\nbyName: { a: { password:hunter2 } }\n';
    expect(checkYaml('a.yaml', text, schema).problems.map(formatProblem)).toEqual([
      'a.yaml:2:16: unknown key "password:..."; is a space missing after the colon?; known here: password',
    ]);
  });

  test('on demand a value is quoted only where the allowed ones are known', () => {
    const text = 'name: 1234\nport: 70000\nratio: -0.5\nlist:\n  - kind: gren\n';
    const { problems } = checkYaml('a.yaml', text, schema, { hideValues: true });
    expect(problems.map(formatProblem)).toEqual([
      'a.yaml:1:7: name: expected a text, found a number',
      'a.yaml:2:7: port: expected at most 65535, found more',
      'a.yaml:3:8: ratio: expected at least 0, found less',
      'a.yaml:5:11: list.0.kind: expected one of red, green, found "gren"; did you mean "green"?',
    ]);
  });

  test('a key that records would lose is a problem', () => {
    const text = 'name: x\nbyName:\n  __proto__: { password: p }\n';
    expect(checkYaml('a.yaml', text, schema).problems.map(formatProblem)).toEqual([
      'a.yaml:3:3: the key "__proto__" is not allowed',
    ]);
  });

  test('a key that looks like a number keeps its digits and its place', () => {
    const numbers = z.record(z.string(), z.string());
    expect(checkYaml('a.yaml', '1.10: a\n007: b\n', numbers).value).toEqual({
      '1.10': 'a',
      '007': 'b',
    });
    const { problems } = checkYaml('a.yaml', '1.10: a\n007: [b]\n', numbers);
    expect(problems.map(formatProblem)).toEqual(['a.yaml:2:6: 007: expected a text, found a list']);
  });

  test('a list as key is a problem', () => {
    expect(checkYaml('a.yaml', '[a, b]: x\n', schema).problems.map(formatProblem)).toEqual([
      'a.yaml:1:1: expected a text as key, found a list, a map or an alias',
    ]);
  });

  test('problems of the YAML itself come in the order of the file', () => {
    const text = 'name: *x\n__proto__: 1\nlist: 1\nlist: 2\nport: *y\n';
    const places = checkYaml('a.yaml', text, schema).problems.map(({ line }) => line);
    expect(places).toEqual([1, 2, 4, 5]);
  });

  test('problem() points at a value, its key, or the nearest that is there', () => {
    const { problem } = checkYaml('a.yaml', 'name: x\nlist:\n  - kind: red\n', schema);
    expect(formatProblem(problem(['list', 0, 'kind'], 'value'))).toBe('a.yaml:3:11: value');
    expect(formatProblem(problem(['list', 0, 'kind'], 'key', 'key'))).toBe('a.yaml:3:5: key');
    expect(formatProblem(problem(['list', 0, 'other', 'deep'], 'absent'))).toBe(
      'a.yaml:3:5: absent',
    );
    expect(formatProblem(problem([], 'file'))).toBe('a.yaml:1:1: file');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shellView } from '../src/index.js';
import { codeTexts } from '../src/code-texts.js';
import { normalPath, pathOf } from '../src/paths.js';
import { Steps } from '../src/steps.js';

describe('a path', () => {
  it.each([
    ['a/b', 'a/b'],
    ['./a//b/', 'a/b'],
    ['a/./b/../c', 'a/c'],
    ['/a/../../b', '/b'],
    ['../a/..', '..'],
    ['../../a', '../../a'],
    ['/', '/'],
    ['//', '/'],
    ['.', '.'],
    ['a/..', '.'],
    ['', ''],
    ['~/x/../.y', '~/.y'],
    ['~/../x', '~/../x'],
    ['$HOME/.y', '~/.y'],
    ['${HOME}//.y', '~/.y'],
    ['$HOMES/y', '$HOMES/y'],
    ['$PWD/.y', '.y'],
    [String.raw`C:\work\.\x`, 'C:/work/x'],
    ['https://a.example//b/../c', 'https://a.example//b/../c'],
  ])('%s is %s', (written, normal) => {
    expect(normalPath(written)).toBe(normal);
  });

  it('is normal once and for all, and every spelling of it becomes it', () => {
    const part = fc.stringMatching(/^[a-z.][a-z]{1,4}$/u);
    const noise = fc.constantFrom('', '.', 'x/..', './y/..', './/.');
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, part), { minLength: 1, maxLength: 6 }), fc.constantFrom('', '/', '~/', '../'), (parts, root) => {
        const plain = root + parts.map(([, name]) => name).join('/');
        const spelled = root + parts.map(([before, name]) => (before === '' ? name : `${before}/${name}`)).join('//');
        expect(normalPath(spelled)).toBe(plain);
        expect(normalPath(plain)).toBe(plain);
      }),
    );
  });

  it.each([
    ['--output=./a', 'a'],
    ['of=/x/./y', '/x/y'],
    ['file=@a//b', 'a/b'],
    ['@./a', 'a'],
    ['-d@a/', 'a'],
    ['-C./a', 'a'],
    ['-rf', '-rf'],
    ['main', 'main'],
  ])('in the word %s is %s', (word, path) => {
    expect(pathOf(word)).toBe(path);
  });
});

describe('where a command reaches', () => {
  const reached = (command: string): readonly string[] => shellView(command).commands.at(-1)?.reached ?? [];
  it.each([
    ['cd a && rm x', 'a/x'],
    ['cd a; cd ../b; rm x', 'b/x'],
    ['cd /a/b && rm ../x', '/a/x'],
    ['cd a && cd - && rm x', 'x'],
    ['cd && rm x', '~/x'],
    ['cd "$HOME/a" && rm x', '~/a/x'],
    ['D=a; cd $D; rm x', 'a/x'],
    ['cd "$UNKNOWN" && rm x', '?/x'],
    ['cd a && rm /x', '/x'],
    ['(cd a); rm x', 'x'],
    ['(cd a; rm x)', 'a/x'],
    ['cd a | rm x', 'x'],
    ['pushd a; pushd b; popd; rm x', 'a/x'],
    ["bash -c 'cd a && rm x'", 'a/x'],
    ['cd a && sudo rm x', 'a/x'],
    ['f() { cd a; }; rm x', 'x'],
    ['f() { cd a; }; f; rm x', 'a/x'],
    ['if true; then cd a; fi; rm x', 'a/x'],
  ])('%s', (command, last) => {
    expect(reached(command).at(-1)).toBe(last);
  });

  it('is told of programs that stand elsewhere, and of redirections', () => {
    expect(reached('git -C a rm x').at(-1)).toBe('a/x');
    expect(reached('cd b && tar --directory=../a -xf x').at(-1)).toBe('a/x');
    expect(shellView('cd a && echo x > ./b/../c').redirects).toEqual([
      { operator: '>', target: './b/../c', path: 'c', reached: 'a/c', literal: true },
    ]);
  });
});

describe('what runs programs of packages', () => {
  it.each(['npx rm x', 'npm exec -- rm x', 'npm x rm x', 'pnpm dlx rm x', 'yarn exec rm x', 'bunx rm x', "npx -c 'rm x'"])(
    '%s',
    (command) => {
      expect(shellView(command).commands.at(-1)).toMatchObject({ program: 'rm', argv: ['x'] });
    },
  );
});

it('code is told with the texts that it may put together', () => {
  const texts = (code: string): readonly string[] => codeTexts(code, new Steps());
  expect(texts(`f('.cl' + "aude")`)).toContain('.claude');
  expect(texts(`path.join('a', \`b\`, 'c.json')`)).toContain('a/b/c.json');
  expect(texts(String.raw`open "\x2ea" . '/b'`)).toContain('.a/b');
  expect(texts(`x = 'a'; y = 'b'`)).toEqual(['a', 'b']);
  expect(shellView(`node -e "f('a' + 'b')"`).code[0]?.texts).toEqual(['a', 'b', 'ab']);
});

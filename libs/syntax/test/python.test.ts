import { describe, expect, it } from '@jest/globals';
import { pythonView } from '../src/index.js';

const calls = (text: string): readonly string[] =>
  pythonView(text).calls.map(({ name, args }) => `${name}(${args.map((arg) => arg ?? '?').join(', ')})`);

describe('what a Python program calls', () => {
  it.each<[string, string, readonly string[]]>([
    ['a name by its import', 'import os\nos.remove("a")', ['os.remove(a)']],
    ['an alias', 'import os as o\no.remove("a")', ['os.remove(a)']],
    [
      'a name out of a module, renamed',
      'from shutil import rmtree as rt, copy\nrt("a")\ncopy("a", "b")',
      ['shutil.rmtree(a)', 'shutil.copy(a, b)'],
    ],
    ['a submodule', 'import urllib.request as r\nr.urlopen(x)', ['urllib.request.urlopen(?)']],
    ['a text that is put together', 'import os\nos.remove("/etc" + "/x")', ['os.remove(/etc/x)']],
    ['a constant', "p = '/etc/x'\nopen(p, 'w')", ['open(/etc/x, w)']],
    ['a path', "from pathlib import Path\nPath('/x').unlink()", ['pathlib.Path(/x)', '.unlink(/x)']],
    ['a path in a variable', "from pathlib import Path\np = Path('/x')\np.unlink()", ['pathlib.Path(/x)', '.unlink(/x)']],
    ['a joined path', "import os\nopen(os.path.join('/etc', 'x'))", ['open(/etc/x)', 'os.path.join(/etc, x)']],
    ['what is only known later', "open(f'/home/{user}')", ['open(?)']],
    ['keywords by their value', "run(shell=True, cmd='ls')", ['run(?, ls)']],
    ['nothing in comments and texts', "# os.remove('a')\nx = 'os.remove(1)'", []],
    ['nothing of definitions', 'def remove(a):\n    pass\nclass open(x):\n    pass', []],
    ['texts over several lines', 'open("""a\nb""")', ['open(a\nb)']],
  ])('%s', (_, text, expected) => {
    expect(calls(text)).toEqual(expected);
  });

  it('tells loops without an end', () => {
    expect(pythonView('while True:\n    x()').endless).toBe(true);
    expect(pythonView('while True:\n    if x():\n        break').endless).toBe(false);
    expect(pythonView('for x in y:\n    x()').endless).toBe(false);
  });

  it('says what it could not read', () => {
    expect(pythonView("print('").unreadable).toEqual(['a text does not end']);
    expect(pythonView(`x = 1\n${'#'.repeat(140_000)}`).unreadable).toEqual(['the program is too long']);
    expect(pythonView('f()\n'.repeat(3000)).unreadable).toEqual(['the program has too many calls']);
  });

  it.each<[string, string]>([
    ['calls in calls', 'f('.repeat(60_000)],
    ['texts in texts', 'str('.repeat(30_000)],
    ['dots', 'a.'.repeat(60_000)],
    ['arguments', `f(${'x,'.repeat(60_000)})`],
    ['assignments', 'a='.repeat(60_000)],
    ['imports', 'import '.repeat(18_000)],
    ['brackets', '['.repeat(120_000)],
    ['sums', `a=${"'x'+".repeat(25_000)}`],
  ])('takes linear time on %s', (_, text) => {
    const started = process.cpuUsage();
    pythonView(text);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});

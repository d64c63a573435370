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
    ['a path', "from pathlib import Path\nPath('/x').unlink()", ['.unlink(/x)', 'pathlib.Path(/x)']],
    ['a path in a variable', "from pathlib import Path\np = Path('/x')\np.unlink()", ['pathlib.Path(/x)', '.unlink(/x)']],
    ['a joined path', "import os\nopen(os.path.join('/etc', 'x'))", ['open(/etc/x)', 'os.path.join(/etc, x)']],
    ['what is only known later, as a hole', "open(f'/home/{user}')\nopen(user)", ['open(/home/{})', 'open(?)']],
    ['imports over several lines', 'from os import (\n  remove as r, # one\n  path\n)\nr("a")', ['os.remove(a)']],
    ['every name of a module', 'from os import *\nremove("a")', ['remove(a)', 'os.remove(a)']],
    ['a function under another name', 'import os\nr = os.remove\nr("a")', ['os.remove(a)']],
    ['getattr', 'import os\ngetattr(os, "rem" + "ove")("a")', ['os.remove(a)', 'getattr(?, remove)']],
    ['a module by its name', "__import__('os').remove('a')", ['os.remove(a)', '__import__(os)']],
    ['builtins by a detour', "__builtins__['exec'](x)\nimport builtins\nbuiltins.eval(y)", ['exec(?)', 'eval(?)']],
    [
      'what a function is called with',
      'import os\ndef f(p):\n    os.remove(p)\nf("a")\nf(p="b")',
      ['os.remove(a)', 'os.remove(b)', 'f(a)', 'f(b)'],
    ],
    ['what a loop goes through', "import os\nfor p in ['a', 'b']:\n    os.remove(p)", ['os.remove(a)', 'os.remove(b)']],
    ['what is inside of a folder', "import os\nfor f in os.listdir('/etc'):\n    os.remove(f)", ['os.listdir(/etc)', 'os.remove(/etc/{})']],
    ['lists as commands', "import subprocess\nsubprocess.run(['rm', '-rf', d])", ['subprocess.run(rm -rf {})']],
    ['texts with places', "open('/{}/{}'.format('a', b))\nopen('/%s' % 'c')", ['open(/a/{})', '.format(/{}/{}, a, ?)', 'open(/c)']],
    ['decoded constants', "import base64\nopen(base64.b64decode('L2V0Yy94'))", ['open(/etc/x)', 'base64.b64decode(L2V0Yy94)']],
    ['programs in texts', 'exec("import os; os.remove(\'a\')")', ["exec(import os; os.remove('a'))", 'os.remove(a)']],
    [
      'functions that are handed on',
      "import os\nfrom threading import Thread\nThread(target=os.remove, args=('a',))",
      ['threading.Thread(?, a)', 'os.remove(a)'],
    ],
    ['commands of a notebook', '!rm -rf x\nfiles = !ls\n%matplotlib inline\nf()', ['os.system(rm -rf x)', 'os.system(ls)', 'f()']],
    ['a cell for a shell', '%%bash\nrm -rf x', ['os.system(rm -rf x)']],
    ['keywords by their value', "run(shell=True, cmd='ls')", ['run(?, ls)']],
    ['nothing in comments and texts', "# os.remove('a')\nx = 'os.remove(1)'", []],
    ['nothing of definitions', 'def remove(a):\n    pass\nclass open(x):\n    pass', []],
    ['texts over several lines', 'open("""a\nb""")', ['open(a\nb)']],
  ])('%s', (_, text, expected) => {
    expect(calls(text)).toEqual(expected);
  });

  it('tells what made the value whose method is called', () => {
    const of = (text: string): unknown => pythonView(text).calls.map((call) => `${call.name} of ${call.of}`);
    expect(of('import requests\ns = requests.Session()\ns.post(x)')).toEqual(['requests.Session of null', '.post of requests.Session']);
    expect(of("with open('a') as f:\n    f.write(x)")).toEqual(['open of null', '.write of open']);
    expect(of('import psutil\nfor p in psutil.process_iter():\n    p.kill()')).toEqual([
      'psutil.process_iter of null',
      '.kill of psutil.process_iter',
    ]);
    expect(of('def f(x):\n    x.kill()')).toEqual(['.kill of null']);
  });

  it('keeps texts that are put together', () => {
    expect(pythonView("p = '/etc/' + 'shadow'\nopen(p)").texts).toContain('/etc/shadow');
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
});

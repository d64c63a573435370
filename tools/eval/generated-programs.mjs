/** Programs in several languages, and other texts of many lines. `#` is a name, `%` a number. */

const WORDS = 'order item price total user index value count result buffer stream parser cache queue token node edge path'.split(' ');
const PROGRAMS = [
  'import { # } from "./#.js";\n\nexport function #(#: number): number {\n  const # = # + %;\n  if (# > %) {\n    return #.get(#);\n  }\n  return # * %;\n}\n',
  'import os\nfrom # import #\n\n\ndef #(#, # = %):\n    # = []\n    for # in range(%):\n        if # > %:\n            #.append(#)\n    return #\n',
  'package main\n\nimport "fmt"\n\nfunc #(# int) (int, error) {\n\t# := # + %\n\tif # > % {\n\t\treturn 0, fmt.Errorf("#: %d", #)\n\t}\n\treturn #, nil\n}\n',
  'use std::#;\n\npub struct # {\n    #: u64,\n}\n\nimpl # {\n    pub fn #(&self) -> u64 {\n        let # = self.# + %;\n        #\n    }\n}\n',
  'package org.#;\n\nimport java.util.List;\n\npublic class # {\n    private final int # = %;\n\n    public int #(int #) {\n        return this.# + #;\n    }\n}\n',
  '#include <stdio.h>\n\nstatic int #(int #) {\n  int # = %;\n  while (# < %) {\n    # += #;\n  }\n  return #;\n}\n',
  '<?php\n\nnamespace App\\#;\n\nclass #\n{\n    public function #($#)\n    {\n        $# = $# + %;\n        return $this->#($#);\n    }\n}\n',
  "require '#'\n\nclass #\n  def initialize(#)\n    @# = #\n  end\n\n  def #(#)\n    return @#.fetch(#) if # > %\n    @#[#] = %\n  end\nend\n",
  '#!/bin/bash\nset -e\n\nfunction # {\n  local #="$1"\n  if [ "$#" -gt % ]; then\n    return %\n  fi\n  #="$(cat "$#")"\n}\n',
  'using System;\n\nnamespace # {\n  public class # {\n    public int #(int #) {\n      var # = # * %;\n      return #;\n    }\n  }\n}\n',
];
const OTHER_TEXTS = [
  'Dear all,\n\nthe # of last week was late (again).\nPlease return the # to the desk; it is open from % to %.\nThe class on # starts on Monday.\n\nKind regards,\nthe # team\nRoom %\n',
  '# Guide to the #\n\nThe # is made of % parts:\n\n- the #, which holds the #\n- the # (see below)\n- public # of the #\n\nImport the # first, then look at its #.\n',
  'id,#,#,#\n%,a,b,%\n%,c,d,%\n%,e,f,%\n%,g,h,%\n%,i,j,%\n%,k,l,%\n',
  '2026-11-23T10:00:00Z INFO # started (pid %)\n2026-11-23T10:00:01Z WARN # is slow: % ms\n2026-11-23T10:00:02Z INFO # of # done\n2026-11-23T10:00:03Z ERROR class # not found\n2026-11-23T10:00:04Z INFO bye\n2026-11-23T10:00:05Z INFO # closed\n',
  '#: %\n#:\n  - #\n  - #\n  - name: #\n    count: %\n#: true\nimport: false\n',
  'total %\ndrwxr-xr-x 2 # # % Nov 23 10:00 #\n-rw-r--r-- 1 # # % Nov 23 10:00 #.txt\n-rw-r--r-- 1 # # % Nov 23 10:00 #.js\n-rw-r--r-- 1 # # % Nov 23 10:00 package.json\n-rw-r--r-- 1 # # % Nov 23 10:00 #.md\n',
  '{\n  "#": %,\n  "#": "the # of the #",\n  "class": "#",\n  "return": [\n    %,\n    %\n  ],\n  "#": { "#": % }\n}\n',
  'Agenda\n1. # and # (% min)\n2. How to import the #\n3. What the class of % thinks of the #\n4. Any other #\n5. Let us return to the #\n6. End\n',
];

const filled = (r, form) =>
  form.replaceAll(/[#%]/gu, (sign, at) =>
    // A heading, a comment and an include stay what they are.
    sign === '#'
      ? /^# |^#include|^#!/u.test(form.slice(at)) && (at === 0 || form[at - 1] === '\n')
        ? '#'
        : `${r.pick(WORDS)}${r.pick(['', '', 's', '_id'])}`
      : r.digits(r.between(1, 4)).replace(/^0+(?=\d)/u, ''),
  );

export const program = (r) => Array.from({ length: r.between(1, 4) }, () => filled(r, r.pick(PROGRAMS))).join('\n');
export const otherText = (r) => Array.from({ length: r.between(1, 3) }, () => filled(r, r.pick(OTHER_TEXTS))).join('\n');

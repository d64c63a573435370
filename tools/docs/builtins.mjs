// `npm run builtins`: writes docs/builtins.md from what native OPA and the module answer.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtinsPage, compareBuiltins } from '@writ/policy';
import { getOpa } from '../get-opa/get-opa.mjs';

writeFileSync(fileURLToPath(new URL('../../docs/builtins.md', import.meta.url)), await builtinsPage(await compareBuiltins(await getOpa())));

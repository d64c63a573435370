import { writeFile } from 'node:fs/promises';
import { openApi } from './openapi.js';

// Run by `npm run -w @writ/contract generate` after a change of a schema or a route.
await writeFile(new URL('../openapi.json', import.meta.url), `${JSON.stringify(openApi(), null, 2)}\n`);

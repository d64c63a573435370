import { writeFile } from 'node:fs/promises';
import { SCHEMA_FILE } from '@writ/contract';
import { schemaText } from './schema.js';

// Run by `npm run -w @writ/control-plane generate` after a change of a resolver or a type.
await writeFile(SCHEMA_FILE, await schemaText());

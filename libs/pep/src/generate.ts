import { writeFile } from 'node:fs/promises';
import { ALLOW_LIFETIME_S, DecisionSchema } from '@writ/aarm';
import { deriveShape } from './derive-shape.js';

// Run by `npm run -w @writ/pep generate` after a change of the schema of a decision.
const FILE = new URL('../src/generated/decision-shape.ts', import.meta.url);
await writeFile(
  FILE,
  [
    '// Written by `npm run -w @writ/pep generate` from the schema of a decision: zod would cost a hook more time than all else it does.',
    "import type { Closed } from '../shape.js';",
    '',
    '/** How long an answer is good for, in seconds. */',
    `export const ALLOW_LIFETIME_S = ${String(ALLOW_LIFETIME_S)};`,
    '',
    '/** What an enforcement point takes for a decision. */',
    `export const DECISION_SHAPE: Closed = ${JSON.stringify(deriveShape(DecisionSchema), null, 2)};`,
    '',
  ].join('\n'),
);

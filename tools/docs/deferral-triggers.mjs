// `npm run triggers`: writes docs/deferral-triggers.md from the rules of the baseline pack.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePacks, deferralTriggers } from '@writ/policy';
import { getOpa } from '../get-opa/get-opa.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'writ-triggers-'));
try {
  const compiled = await compilePacks({ packs: [join(root, 'policies', 'baseline')], opa: () => getOpa(), outDir });
  writeFileSync(join(root, 'docs', 'deferral-triggers.md'), deferralTriggers(compiled));
} finally {
  rmSync(outDir, { recursive: true, force: true });
}

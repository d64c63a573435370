export { createSignals } from './create-signals.js';
export { knownTool } from './known-tool.js';
export { sentenceOf } from './sentence.js';
export { httpEmbedder } from './embedder/http-embedder.js';
export { openEmbedder } from './embedder/open-embedder.js';
export { packageEmbedder } from './embedder/package-embedder.js';
export { detect, findingsIn, KINDS_BY_LABEL } from './detectors/findings.js';
export type { Finding, FindingLabel } from './detectors/finding.js';

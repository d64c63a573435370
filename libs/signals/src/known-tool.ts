import type { Effect, KnownTool, ToolDefinition } from '@writ/aarm';
import { effectsAsked } from './verbs.js';

const BY_VERB = 0.7;
const BY_ANNOTATION = 0.6;

/** What a definition alone says of its tool: the first verb of its name, else its annotations; unknown stays unknown. */
export function knownTool({ name, annotations }: ToolDefinition): KnownTool {
  const verb = wordsOf(name).flatMap(effectsAsked)[0];
  const hinted: Effect = annotations?.read_only_hint === true ? 'read' : annotations?.destructive_hint === true ? 'delete' : 'unknown';
  const effect = verb ?? hinted;
  const certainty = effect === 'unknown' ? 0 : verb === undefined ? BY_ANNOTATION : BY_VERB;
  return { effect, params: {}, output: { trust: 'unknown', level: null, labels: [] }, certainty };
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');

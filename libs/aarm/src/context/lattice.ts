import { LEVELS } from './context.js';
import type { Classification } from './context.js';

/** Nothing known of it: the highest level (AARM R2.3). */
export const HIGHEST: Classification = { level: 'RESTRICTED', labels: [] };

/** Nothing touched yet. */
export const LOWEST: Classification = { level: 'PUBLIC', labels: [] };

/** The join of two classifications: the higher level, the union of the labels in sorted order. */
export function raise(a: Classification, b: Classification): Classification {
  const level = LEVELS.indexOf(a.level) >= LEVELS.indexOf(b.level) ? a.level : b.level;
  const added = [...new Set(b.labels)].filter((label) => !a.labels.includes(label));
  if (added.length === 0) return level === a.level ? a : { level, labels: a.labels };
  return { level, labels: [...a.labels, ...added].sort() };
}

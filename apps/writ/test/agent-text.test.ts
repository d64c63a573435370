import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Where every text is written that a hook, or a program which embeds the enforcement client, may hand to an agent. */
const FOLDERS = ['apps/writ/src/hook', 'libs/pep/src'];
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/^(?:generate|derive-shape)\.ts$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('generated')),
);

/** The texts of a program, without its comments and its imports. */
const textsIn = (file: string): readonly string[] => {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return texts;
};

describe('no text that an agent may read helps it to be approved', () => {
  it('there are texts to look at', () => {
    expect(sources.length).toBeGreaterThan(15);
    expect(sources.flatMap(textsIn)).toContainEqual(expect.stringContaining('Writ denied this action'));
  });

  it.each(sources.map((file) => [file.slice(ROOT.length), file]))('%s', (_, file) => {
    for (const text of textsIn(file)) {
      // A command of Writ's, an address, a handle, or a file of its data.
      expect(text).not.toMatch(
        /\b(?:npx|npm exec)\b|\bwrit (?:up|console|approvals|grants|stops|policy|deferrals|connect|disconnect|doctor)\b/u,
      );
      expect(text).not.toMatch(/\bhandle\b|127\.0\.0\.1|localhost|:7\d{3}\b|\.writ\b|admin-secret/iu);
    }
  });
});

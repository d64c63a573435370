import { PackManifestSchema, ToolDeclarationSchema } from '@writ/aarm';
import type { PackManifest, ToolDeclaration } from '@writ/aarm';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { PolicyError } from './error.js';
import { declarationsOf, ParametersSchema } from './json-schema.js';
import type { PolicyErrorCode } from './error.js';
import type { PackSource, SourceFile } from './source.js';

/** A pack with its YAML read. */
export interface Pack extends PackSource {
  readonly manifest: PackManifest;
  readonly tools: readonly ToolDeclaration[];
}

/** A line of `tools.yaml`: parameters are declared, or come from the tool's own JSON Schema. */
const ToolLineSchema = ToolDeclarationSchema.extend({ schema: ParametersSchema.optional() })
  .refine(({ schema, parameters }) => schema === undefined || Object.keys(parameters).length === 0, {
    path: ['schema'],
    message: 'it takes the place of `parameters`: keep one of them',
  })
  .transform(({ schema, ...line }): ToolDeclaration => (schema === undefined ? line : { ...line, ...declarationsOf(schema) }));

/** Reads `pack.yaml` and `tools.yaml`. */
export function parsePack(source: PackSource): Pack {
  const manifestFile = source.files.find(({ path }) => path === 'pack.yaml') as SourceFile;
  const manifest = readYaml(manifestFile, PackManifestSchema, 'manifest_invalid');
  const { thresholds } = manifest;
  if (thresholds !== undefined && thresholds.misaligned > thresholds.aligned)
    throw new PolicyError({
      code: 'manifest_invalid',
      file: manifestFile.shown,
      what: '`thresholds.misaligned` is above `thresholds.aligned`',
      remedy: 'an action cannot be misaligned and aligned at once',
    });
  const toolsFile = source.files.find(({ path }) => path === 'tools.yaml');
  const tools = toolsFile === undefined ? [] : readYaml(toolsFile, z.array(ToolLineSchema), 'tools_invalid');
  return { ...source, manifest, tools };
}

function readYaml<T>(file: SourceFile, schema: z.ZodType<T>, code: PolicyErrorCode): T {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, uniqueKeys: true, strict: true });
  const [problem] = document.errors;
  if (problem !== undefined)
    throw new PolicyError({
      code,
      file: file.shown,
      line: problem.linePos?.[0].line,
      what: firstLine(problem.message),
      remedy: 'correct the YAML',
    });
  const parsed = schema.safeParse(toPlain());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  throw new PolicyError({
    code,
    file: file.shown,
    line: lineOf(),
    what: `\`${path.map(String).join('.')}\` is refused: ${issue?.message ?? 'it has another shape'}`,
    remedy: 'write it as the schema says',
  });

  function toPlain(): unknown {
    try {
      return document.toJS({ maxAliasCount: 100 });
    } catch (cause) {
      throw new PolicyError({ code, file: file.shown, what: 'the aliases cannot be resolved', remedy: 'write the values out', cause });
    }
  }
  function lineOf(): number | undefined {
    const node: unknown = document.getIn([...path], true);
    const start =
      typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : undefined;
    return start === undefined ? undefined : lines.linePos(start).line;
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

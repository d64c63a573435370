import type { JsonObject, SubmittedAction } from '@writ/aarm';

/** How one of the host's calls reads as an action, and how the action's parameters read as the host's input again. */
export interface Translation {
  readonly action: Omit<SubmittedAction, 'call_id'>;
  readonly toHost: (parameters: JsonObject) => JsonObject;
}

interface Named {
  readonly tool: string;
  readonly operation: string;
  /** The host's parameter names that have another name in the vocabulary of policies. */
  readonly rename?: Readonly<Record<string, string>>;
}

const FILE = { file_path: 'path' };

const TOOLS: Readonly<Record<string, Named>> = {
  Bash: { tool: 'shell', operation: 'execute' },
  Read: { tool: 'file', operation: 'read', rename: FILE },
  Write: { tool: 'file', operation: 'write', rename: FILE },
  Edit: { tool: 'file', operation: 'edit', rename: FILE },
  MultiEdit: { tool: 'file', operation: 'edit', rename: FILE },
  NotebookEdit: { tool: 'file', operation: 'edit', rename: { notebook_path: 'path' } },
  Glob: { tool: 'file', operation: 'list' },
  Grep: { tool: 'file', operation: 'search' },
  WebFetch: { tool: 'http', operation: 'fetch' },
  WebSearch: { tool: 'web', operation: 'search' },
  Task: { tool: 'agent', operation: 'spawn' },
  Agent: { tool: 'agent', operation: 'spawn' },
};

/** Reads one tool call of Claude Code. Unknown tools keep their name; what they do is for the posture to judge. */
export const translate = (toolName: string, input: JsonObject): Translation => {
  const known = Object.hasOwn(TOOLS, toolName) ? TOOLS[toolName] : undefined;
  if (known !== undefined) return renamed(toolName, input, known);
  if (toolName === 'Skill') return skill(input);
  if (toolName === 'mcp_tool') return metaTool(input);
  return plain(toolName, mcpTool(toolName) ?? { tool: toolName.toLowerCase(), operation: 'call' }, input);
};

/** `mcp__server__tool`; null where it is no such name. */
function mcpTool(name: string): { readonly tool: string; readonly operation: string } | null {
  const end = name.indexOf('__', MCP.length + 1);
  if (!name.startsWith(MCP) || end < 0 || end + 2 === name.length) return null;
  return { tool: name.slice(MCP.length, end), operation: name.slice(end + 2) };
}

const MCP = 'mcp__';

const renamed = (toolName: string, input: JsonObject, known: Named): Translation => {
  const there = Object.entries(known.rename ?? {});
  const clash = there.find(([host, ours]) => Object.hasOwn(input, host) && Object.hasOwn(input, ours));
  if (clash !== undefined) throw new TypeError(`\`${toolName}\` was called with both \`${clash[0]}\` and \`${clash[1]}\``);
  const back = there.filter(([host]) => Object.hasOwn(input, host)).map(([host, ours]) => [ours, host] as const);
  return {
    action: { tool: known.tool, operation: known.operation, parameters: rename(input, there), original_tool: toolName },
    toHost: (parameters) => rename(parameters, back),
  };
};

const rename = (value: JsonObject, names: readonly (readonly [string, string])[]): JsonObject => {
  const map = new Map(names);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [map.get(key) ?? key, member]));
};

const plain = (original: string, named: Named, parameters: JsonObject): Translation => ({
  action: { tool: safe(named.tool), operation: safe(named.operation), parameters, original_tool: original.slice(0, 256) },
  toHost: (effective) => effective,
});

/** A skill is a meta-tool: what runs is the skill that it names. */
const skill = (input: JsonObject): Translation => {
  const { skill: name, ...rest } = input;
  if (typeof name !== 'string' || name === '') return plain('Skill', { tool: 'skill', operation: 'call' }, input);
  return {
    action: { tool: 'skill', operation: safe(name), parameters: rest, original_tool: 'Skill' },
    toHost: (effective) => ({ skill: name, ...effective }),
  };
};

/** A call of an MCP tool by way of another tool: resolved to the tool that runs. */
const metaTool = (input: JsonObject): Translation => {
  const { server, tool, input: inner, ...rest } = input;
  if (typeof server !== 'string' || typeof tool !== 'string' || !isObject(inner))
    return plain('mcp_tool', { tool: 'mcp_tool', operation: 'call' }, input);
  return {
    action: { tool: safe(server), operation: safe(tool), parameters: inner, original_tool: 'mcp_tool' },
    toHost: (effective) => ({ ...rest, server, tool, input: effective }),
  };
};

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that rules match on have no spaces or control characters; the host's own spelling is kept in `original_tool`. */
const safe = (name: string): string => {
  const clean = name.replaceAll(/[^\p{L}\p{N}_.:@/+-]/gu, '_').slice(0, 256);
  return clean === '' ? '_' : clean;
};

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
  Monitor: { tool: 'shell', operation: 'execute' },
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

/** The names by which policies know servers of MCP: server to tool. Whoever runs the connection says them; a server's own name is no proof. */
export type McpNames = Readonly<Record<string, string>>;

/** What a call is besides its name and its input. */
export interface CallFacts {
  readonly names: McpNames;
  /** The server of MCP that the host says it goes to. */
  readonly server: string | null;
}

const NO_FACTS: CallFacts = { names: {}, server: null };

/** Reads one tool call of Claude Code. Unknown tools keep their name; what they do is for the posture to judge. */
export const translate = (toolName: string, input: JsonObject, facts = NO_FACTS): Translation => {
  const known = Object.hasOwn(TOOLS, toolName) ? TOOLS[toolName] : undefined;
  if (known !== undefined) return renamed(toolName, input, known);
  if (toolName === 'Skill') return skill(input);
  if (toolName === 'mcp_tool') return metaTool(input, facts);
  if (toolName.startsWith(MCP)) return plain(toolName, mcpTool(toolName.slice(MCP.length), facts), input);
  return plain(toolName, { tool: toolName.toLowerCase(), operation: 'call' }, input);
};

const MCP = 'mcp__';
/** Tools of MCP are in a space of their own: no server can take a name that rules know as one of the host's tools. */
const SPACE = 'mcp.';

/** Whether a name may be given to a server: not one of the host's own tools, and not one in the space of the others. */
export const isFreeName = (name: string): boolean =>
  /^[\w-]{1,64}$/u.test(name) && !Object.values(TOOLS).some(({ tool }) => tool === name) && !['skill', 'mcp', 'python'].includes(name);

/**
 * `server__tool`. A name may have two underscores in it, so where the host does not say which server it is, what could be split in two
 * ways is not split at all.
 */
function mcpTool(name: string, { names, server }: CallFacts): Named {
  const said = server === null ? null : `${server.replaceAll(/[^\w-]/gu, '_')}__`;
  const end = said !== null && name.startsWith(said) ? said.length - 2 : onlySplit(name);
  if (end === null || end + 2 >= name.length) return { tool: SPACE + name, operation: 'call' };
  return { tool: nameOf(name.slice(0, end), names), operation: name.slice(end + 2) };
}

const onlySplit = (name: string): number | null => {
  const [first, last] = [name.indexOf('__', 1), name.lastIndexOf('__')];
  return first > 0 && first === last && name[first + 2] !== '_' ? first : null;
};

const nameOf = (server: string, names: McpNames): string => (Object.hasOwn(names, server) ? names[server] : undefined) ?? SPACE + server;

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
const metaTool = (input: JsonObject, { names }: CallFacts): Translation => {
  const { server, tool, input: inner, ...rest } = input;
  if (typeof server !== 'string' || typeof tool !== 'string' || !isObject(inner))
    return plain('mcp_tool', { tool: 'mcp_tool', operation: 'call' }, input);
  return {
    action: { tool: safe(nameOf(server, names)), operation: safe(tool), parameters: inner, original_tool: 'mcp_tool' },
    toHost: (effective) => ({ ...rest, server, tool, input: effective }),
  };
};

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that rules match on have no spaces or control characters; the host's own spelling is kept in `original_tool`. */
const safe = (name: string): string => {
  const clean = name.replaceAll(/[^\p{L}\p{N}_.:@/+-]/gu, '_').slice(0, 256);
  return clean === '' ? '_' : clean;
};

/** What an enforcement point would submit: tools as `tools/list` gives them, calls as actions. */

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const LONGEST_DESCRIPTION = 16_384;
/** Of one submission, in JSON text: well below the limit of a body. */
const MOST_TEXT = 150_000;
const MOST_TOOLS = 512;

/** Names have no spaces or control characters, as host adapters send them. */
export const safeName = (name) => name.replaceAll(/[^\p{L}\p{N}_.:@/+-]/gu, '_').slice(0, 256) || '_';

/** Tools that hand a text to an interpreter go by the names that adapters of coding agents give them. */
const SHELLS = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh', 'shell', 'terminal', 'powershell', 'pwsh']);
const INTERPRETERS = new Set(['python', 'python3', 'node', 'javascript', 'ruby', 'perl', 'php']);

/** The action of a recorded call. */
export function actionOf({ tool, parameters }) {
  const name = tool.toLowerCase();
  if (SHELLS.has(name) && typeof parameters.command === 'string')
    return { tool: 'shell', operation: 'execute', parameters, original_tool: tool.slice(0, 256) };
  return { tool: safeName(tool), operation: INTERPRETERS.has(name) ? 'execute' : 'call', parameters, original_tool: tool.slice(0, 256) };
}

/** The tools that a session sees: those of its suite, else of its source. */
export function definitionsOf(catalog, { source, suite }) {
  const ofSource = isObject(catalog[source]) ? catalog[source] : {};
  const named = [ofSource[suite], ofSource.all, ofSource].find((tools) => isObject(tools) && Object.values(tools).some(isDefinition)) ?? {};
  const taken = new Set();
  return Object.entries(named)
    .filter(([, tool]) => isDefinition(tool))
    .map(([name, tool]) => definitionOf(safeName(name), tool))
    .filter(({ name }) => !taken.has(name) && taken.add(name));
}

const isDefinition = (tool) =>
  isObject(tool) && ['description', 'parameters', 'inputSchema', 'input_schema'].some((member) => member in tool);

function definitionOf(name, tool) {
  const { description, annotations, parameters } = tool;
  const output = tool.outputSchema ?? tool.output_schema;
  return {
    name,
    ...(typeof description === 'string' ? { description: description.slice(0, LONGEST_DESCRIPTION) } : {}),
    input_schema: schemaOf(tool.inputSchema ?? tool.input_schema ?? parameters),
    ...(isObject(output) ? { output_schema: output } : {}),
    ...(isObject(annotations) ? { annotations: hintsOf(annotations) } : {}),
  };
}

const HINTS = [
  ['readOnlyHint', 'read_only_hint'],
  ['destructiveHint', 'destructive_hint'],
  ['idempotentHint', 'idempotent_hint'],
  ['openWorldHint', 'open_world_hint'],
];
const hintsOf = (annotations) => ({
  ...(typeof annotations.title === 'string' ? { title: annotations.title.slice(0, 1024) } : {}),
  ...Object.fromEntries(
    HINTS.flatMap(([mcp, ours]) => {
      const value = annotations[mcp] ?? annotations[ours];
      return typeof value === 'boolean' ? [[ours, value]] : [];
    }),
  ),
});

/** A JSON Schema from the forms in which parameters are written down: a schema, a list of them by name, or names with a type. */
function schemaOf(parameters) {
  if (isObject(parameters) && (isObject(parameters.properties) || parameters.type === 'object')) return parameters;
  if (Array.isArray(parameters)) {
    const named = parameters.filter((one) => isObject(one) && typeof one.name === 'string');
    const properties = Object.fromEntries(named.map((one) => [one.name, schemaOfOne(one)]));
    return { type: 'object', properties, required: named.filter(({ required }) => required === true).map(({ name }) => name) };
  }
  if (!isObject(parameters)) return { type: 'object', properties: {} };
  const properties = Object.entries(parameters).map(([name, type]) => [name, isObject(type) ? type : { type: typeNamed(String(type)) }]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** Without what is no part of a schema. */
const schemaOfOne = (one) => Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'name' && name !== 'required'));

function typeNamed(text) {
  if (/\b(?:list|array|tuple|set)\b/iu.test(text)) return 'array';
  if (/\b(?:dict|object|map)\b/iu.test(text)) return 'object';
  if (/\bint(?:eger)?\b/iu.test(text)) return 'integer';
  if (/\b(?:float|number|decimal)\b/iu.test(text)) return 'number';
  return /\bbool(?:ean)?\b/iu.test(text) ? 'boolean' : 'string';
}

/** Submissions of tools, none of them too large for a body. */
export function submissions(definitions) {
  const parts = [];
  let size = 0;
  for (const definition of definitions) {
    const length = JSON.stringify(definition).length;
    if (parts.length === 0 || size + length > MOST_TEXT || parts.at(-1).length >= MOST_TOOLS) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1).push(definition);
    size += length;
  }
  return parts;
}

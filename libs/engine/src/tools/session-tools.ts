import type { EntryBody, ToolDefinition } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { Core } from '../core.js';

/** The tools of an entry. */
export type SessionTools = Extract<EntryBody, { kind: 'tools' }>['tools'];

/** What the definitions of a submission say, as the session's entry keeps it: a replay infers nothing anew. */
export const sessionTools = (core: Pick<Core, 'signals'>, definitions: readonly ToolDefinition[]): SessionTools =>
  definitions.map((definition) => ({
    name: definition.name,
    digest: sha256(canonicalize(definition)),
    known: core.signals.knownTool(definition),
    changed: false,
  }));

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '@writ/aarm';

/** What the hook program did with one payload. */
export interface HookRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** What came of one tool call. */
export type ToolCall =
  { readonly kind: 'ran'; readonly input: JsonObject; readonly output: Json } | { readonly kind: 'blocked'; readonly reason: string };

/**
 * Plays the host: sends what Claude Code 2.1 sends, to the program and the command line that `writ connect` writes into its
 * settings, and obeys the answers as Claude Code does.
 */
export interface Claude {
  readonly hostSessionId: string;
  readonly runs: readonly HookRun[];
  prompt(text: string): Promise<HookRun>;
  tool(name: string, input: JsonObject): Promise<ToolCall>;
}

export interface ClaudeOptions {
  /** The command line of the hook. */
  readonly command: string;
  readonly cwd: string;
  perform(toolName: string, input: JsonObject): Promise<Json>;
}

export const createClaude = (options: ClaudeOptions): Claude => {
  const hostSessionId = randomUUID();
  const runs: HookRun[] = [];
  const send = async (payload: JsonObject): Promise<HookRun> => {
    const common = {
      session_id: hostSessionId,
      transcript_path: `${options.cwd}/transcript.jsonl`,
      cwd: options.cwd,
      permission_mode: 'default',
      prompt_id: randomUUID(),
    };
    const run = await runCommand(options.command, JSON.stringify({ ...common, ...payload }));
    runs.push(run);
    return run;
  };
  return {
    hostSessionId,
    runs,
    prompt: (text) => send({ hook_event_name: 'UserPromptSubmit', prompt: text }),
    tool: async (name, input) => {
      const call = { tool_name: name, tool_use_id: `toolu_${randomUUID().replaceAll('-', '')}` };
      const answer = obey(await send({ hook_event_name: 'PreToolUse', tool_input: input, ...call }));
      if (answer.denied !== null) return { kind: 'blocked', reason: answer.denied };
      const effective = answer.updatedInput ?? input;
      const output = await options.perform(name, effective);
      await send({ hook_event_name: 'PostToolUse', tool_input: effective, tool_response: output, duration_ms: 1, ...call });
      return { kind: 'ran', input: effective, output };
    },
  };
};

interface Obeyed {
  readonly denied: string | null;
  readonly updatedInput: JsonObject | null;
}

/** Claude Code's reading of an answer: exit 2 blocks, other failures block under `onFailure`, else the JSON counts. */
const obey = (run: HookRun): Obeyed => {
  if (run.exitCode !== 0) return { denied: run.stderr.trim() || 'the hook failed', updatedInput: null };
  if (run.stdout.trim() === '') return { denied: null, updatedInput: null };
  const { hookSpecificOutput: output } = JSON.parse(run.stdout) as { readonly hookSpecificOutput?: JsonObject };
  if (output?.['permissionDecision'] === 'deny') return { denied: textOf(output['permissionDecisionReason']), updatedInput: null };
  return { denied: null, updatedInput: (output?.['updatedInput'] ?? null) as JsonObject | null };
};

const textOf = (reason: Json | undefined): string => (typeof reason === 'string' ? reason : 'no reason was given');

/** Runs the command line as the host does: through the shell, the payload on standard input. */
export const runCommand = (command: string, stdin: string): Promise<HookRun> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
        ms: performance.now() - started,
      });
    });
    // A hook that answers without reading everything is no failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });

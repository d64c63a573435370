import { fstatSync, writeSync } from 'node:fs';
import { claudeCode } from '@writ/pep';
import { readHookConfig } from './hook-config.js';
import { runHook } from './run-hook.js';

/** A payload is never larger than what a tool may take; more is not read. */
const MAX_STDIN = 16 * 1024 * 1024;
/**
 * A decision that is not pending must be here by then; a session and fresh tokens may come before it. It is there for a service
 * that hangs, and well within what the host gives: a slow machine is no reason to deny.
 */
const ANSWER_MS = 60_000;
/** After the hold, the answer must still be written. */
const GRACE_MS = 2_000;

/** The exit is immediate: whatever is still open must not delay the answer, or change it. */
const finish = (answer: claudeCode.HookAnswer): never => {
  if (answer.stderr !== '') writeAll(2, answer.stderr);
  if (answer.stdout !== '') writeAll(1, answer.stdout);
  process.exit(answer.exitCode);
};

const writeAll = (fd: number, text: string): void => {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const readStdin = async (): Promise<unknown> => {
  if (fstatSync(0).isCharacterDevice()) throw new Error('there is no payload on standard input');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_STDIN) throw new Error('the payload is larger than 16 MiB');
    chunks.push(chunk);
  }
  const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  return JSON.parse(text) as unknown;
};

const configFileOf = (args: readonly string[]): string => {
  const [host, flag, path] = args;
  if (host !== 'claude-code') throw new Error(`\`${String(host)}\` is not a host that this hook knows; use \`claude-code\``);
  if (flag !== '--config' || path === undefined)
    throw new Error('the hook was not told where its connection is; run `npx writ connect claude-code` again');
  return path;
};

/**
 * Runs one hook call to its answer. Every way out that is not a decision is a denial: the default answer is set before
 * anything else happens, and only an event after which nothing can be denied any more softens it.
 */
export const main = async (args: readonly string[]): Promise<never> => {
  let onFailure = (message: string): claudeCode.HookAnswer => claudeCode.lastResort(message);
  const fail = (error: unknown): never => finish(onFailure(messageOf(error)));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => fail(new Error('the hook was stopped')));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const answerTimer = setTimeout(() => fail(new Error('writ did not answer in time; `npx writ doctor` says why')), ANSWER_MS);
  try {
    const event = claudeCode.readHookEvent(await readStdin());
    if (event.kind !== 'action') onFailure = (message) => claudeCode.warn(`Writ: ${message}`);
    const configFile = configFileOf(args);
    const config = readHookConfig(configFile);
    setTimeout(() => fail(new Error('the time that the host gives is up')), config.hold_ms + GRACE_MS);
    const onHold = (): void => {
      clearTimeout(answerTimer);
    };
    return finish(await runHook(event, { config, configFile, onHold }));
  } catch (error) {
    return fail(error);
  }
};

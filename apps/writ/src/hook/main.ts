import { fstatSync } from 'node:fs';
import { claudeCode, PepError } from '@writ/pep';
import { denyUnlessAnswered, finish } from './finish.js';
import { readHookConfig } from './hook-config.js';
import { HookFault } from './hook-fault.js';
import { runHook } from './run-hook.js';
import { sniffEvent } from './sniff-event.js';

/** A payload is never larger than what a tool may take; more is not read. */
const MAX_STDIN = 16 * 1024 * 1024;
/**
 * A decision that is not pending must be here by then; a session and fresh tokens may come before it. It is there for a service
 * that hangs, and well within what the host gives: a slow machine is no reason to deny.
 */
const ANSWER_MS = 60_000;
/** After the hold, the answer must still be written. */
const GRACE_MS = 2_000;

/** What may be told of a failure: the words of our own faults, and of all others only their kind, as those may name files. */
const messageOf = (error: unknown): string => {
  if (error instanceof HookFault || error instanceof PepError || error instanceof TypeError) return error.message;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return `the hook failed (${code ?? (error instanceof Error ? error.name : 'unknown')})`;
};

const readStdin = async (): Promise<Buffer> => {
  if (fstatSync(0).isCharacterDevice()) throw new HookFault('there is no payload on standard input');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    chunks.push(chunk);
    if (length > MAX_STDIN) break;
  }
  return Buffer.concat(chunks);
};

const parsePayload = (bytes: Buffer): unknown => {
  if (bytes.length > MAX_STDIN) throw new HookFault('the payload is larger than 16 MiB');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new HookFault('the payload is no JSON in UTF-8', { cause: error });
  }
};

const configFileOf = (args: readonly string[]): string => {
  const [host, flag, path] = args;
  if (host !== 'claude-code') throw new HookFault(`\`${String(host)}\` is not a host that this hook knows`);
  if (flag !== '--config' || path === undefined)
    throw new HookFault('the hook was not told where its connection is; tell the user that this agent has to be connected again');
  return path;
};

/**
 * Runs one hook call to its answer. Every way out that is not a decision is a denial: the default answer is set before
 * anything else happens, and only an event after which nothing can be denied any more softens it.
 */
export const main = async (args: readonly string[]): Promise<never> => {
  let canStop = true;
  const fail = (error: unknown): never => {
    const message = messageOf(error);
    return finish(canStop ? claudeCode.lastResort(message) : claudeCode.warn(`Writ: ${message}`), canStop);
  };
  denyUnlessAnswered();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => fail(new HookFault('the hook was stopped')));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const answerTimer = setTimeout(() => fail(new HookFault('writ did not answer in time')), ANSWER_MS);
  try {
    const payload = await readStdin();
    canStop = claudeCode.canStop(sniffEvent(payload));
    const parsed = parsePayload(payload);
    canStop = claudeCode.canStop(claudeCode.eventOf(parsed));
    const configFile = configFileOf(args);
    const config = readHookConfig(configFile);
    const event = claudeCode.readHookEvent(parsed, config.mcp);
    setTimeout(() => fail(new HookFault('the time that the host gives is up')), config.hold_ms + GRACE_MS);
    const onHold = (): void => {
      clearTimeout(answerTimer);
    };
    return finish(await runHook(event, { config, configFile, onHold }), canStop);
  } catch (error) {
    return fail(error);
  }
};

import { ApiError, signedOut } from './api-error.js';
import { noteTime } from './clock.js';
import { accessToken, forget } from '../sign-in/session.js';

interface Problem {
  readonly message?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly fix?: string;
  readonly extensions?: { readonly code?: string; readonly fix?: string };
}
interface Answer<Data> extends Problem {
  readonly data?: Data | null;
  readonly errors?: readonly Problem[];
}

/** Asks the control plane; an error says what is wrong and what to do. */
export async function ask<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
  const token = await accessToken();
  if (token === null) throw signedOut();
  const response = await sent(token, JSON.stringify({ query, variables }));
  noteTime(response.headers.get('date'));
  if (response.status === 401) {
    forget();
    throw signedOut();
  }
  const answer = await read<Data>(response);
  const [problem] = answer.errors ?? [];
  if (problem !== undefined) throw errorOf(problem);
  if (!response.ok || answer.data === undefined || answer.data === null) throw errorOf(answer);
  return answer.data;
}

async function sent(token: string, body: string): Promise<Response> {
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return await fetch('/graphql', { method: 'POST', headers, body, credentials: 'omit', cache: 'no-store' });
  } catch {
    throw new ApiError({
      code: 'unreachable',
      message: 'The control plane cannot be reached.',
      fix: 'Check the connection and that the service runs. This page tries again by itself.',
    });
  }
}

async function read<Data>(response: Response): Promise<Answer<Data>> {
  try {
    return (await response.json()) as Answer<Data>;
  } catch {
    throw new ApiError({
      code: 'unreadable',
      message: `The control plane answered ${String(response.status)} without content.`,
      fix: 'Look at its log.',
    });
  }
}

const errorOf = (problem: Problem): ApiError =>
  new ApiError({
    code: problem.extensions?.code ?? problem.code ?? 'unknown',
    message: sentence(problem.detail ?? problem.message ?? 'the control plane refused without a reason'),
    fix: sentence(problem.extensions?.fix ?? problem.fix ?? ''),
  });

/** Messages of the service are lower case without a full stop, as in logs. */
const sentence = (text: string): string =>
  text === '' ? '' : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? '' : '.'}`;

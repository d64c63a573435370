import { useSearch } from '../route.js';

/** Where a session is shown, or of it the receipts of one decision. */
export const sessionPath = (session: string, decision?: string): string =>
  `/sessions/${encodeURIComponent(session)}${decision === undefined ? '' : `?decision=${encodeURIComponent(decision)}`}`;

/** The one decision whose receipts are asked for; null for all of them. */
export const useDecisionAsked = (): string | null => new URLSearchParams(useSearch()).get('decision');

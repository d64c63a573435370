import { verifySession } from '@writ/receipt';

const WAITS = ['STEP_UP', 'DEFER'];
const EXECUTES = ['ALLOW', 'MODIFY'];
/** Resolutions that nobody approves. */
const BY_CONTEXT = ['context_supplied', 'label', 'fact', 'awaited_outcome', 'resolver', 'user_confirmation', 'safe_constraints'];

/**
 * Whether everything that waited ended exactly once, none late, and nothing ran without its approval: judged by exported
 * receipts and public keys alone.
 *
 * @param {readonly import('@writ/receipt').SessionExport[]} exports
 * @param {readonly import('@writ/receipt').KeyRecord[]} keys
 * @returns {{ waited: number, ended: Record<string, number>, faults: string[] }}
 */
export function checkExports(exports, keys) {
  const faults = [];
  const ended = {};
  let waited = 0;
  for (const exported of exports) {
    const { verdict } = verifySession(exported, { keys: [...keys] });
    if (verdict !== 'valid') faults.push(`session ${exported.session_id} is ${verdict}`);
    for (const [id, receipts] of byDecision(exported)) {
      if (!WAITS.includes(receipts[0].decision.result)) continue;
      waited += 1;
      const end = endOf(receipts);
      faults.push(...end.faults.map((fault) => `${id}: ${fault}`));
      ended[end.how] = (ended[end.how] ?? 0) + 1;
    }
  }
  return { waited, ended, faults };
}

function byDecision({ receipts }) {
  const found = new Map();
  for (const payload of receipts.map((receipt) => JSON.parse(receipt.payload))) {
    const id = payload.decision?.decision_id;
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), payload]);
  }
  return found;
}

/**
 * How one decision that waited ended, by its receipts' payloads in order, and what is wrong with that.
 *
 * @param {readonly Record<string, any>[]} receipts
 * @returns {{ how: string, faults: string[] }}
 */
export function endOf(receipts) {
  const terminal = receipts.filter(({ kind, decision }) => kind === 'resolution' && !WAITS.includes(decision.result));
  if (terminal.length !== 1) return { how: 'never', faults: [`it ended ${terminal.length} times`] };
  const [end] = terminal;
  const at = receipts.indexOf(end);
  const waiting = receipts
    .slice(0, at)
    .findLast(({ kind, decision }) => ['decision', 'resolution'].includes(kind) && WAITS.includes(decision.result));
  const { result, reason } = end.decision;
  const how = `${waiting.decision.result} → ${result} (${reason.code})`;
  if (!EXECUTES.includes(result)) return { how, faults: reason.code === 'timeout' ? tooEarly(waiting, end) : [] };
  return {
    how,
    faults: [...tooLate(waiting, end), ...(waiting.decision.result === 'STEP_UP' ? unapproved(waiting, end) : unresolved(end))],
  };
}

const tooEarly = ({ decision }, end) => (end.issued_at < decision.expires_at ? ['it timed out before its deadline'] : []);
const tooLate = ({ decision }, end) => (end.issued_at < decision.expires_at ? [] : ['it runs although its deadline had passed']);

function unapproved({ decision }, { approval }) {
  const yes = (approval?.approvals ?? []).filter((each) => each.decision === 'approve' && each.at < decision.expires_at);
  const people = new Set(yes.map(({ approver }) => approver));
  return people.size >= (approval?.required ?? 1) && approval?.quorum_met === true ? [] : ['it runs without its approval'];
}

const unresolved = ({ deferral }) =>
  BY_CONTEXT.includes(deferral?.resolution_method) ? [] : [`it runs, resolved by \`${deferral?.resolution_method}\``];

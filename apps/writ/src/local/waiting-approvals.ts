import type { ApprovalRequest, ApprovalsPage } from '@writ/engine';
import type { PersonClient } from './local-service.js';

/** All that waits for this person, page by page. */
export const waitingApprovals = async (person: PersonClient): Promise<readonly ApprovalRequest[]> => {
  const all: ApprovalRequest[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page = (await person.get(`/v1/approvals${after === '' ? '' : `?after=${encodeURIComponent(after)}`}`)) as ApprovalsPage;
    all.push(...page.approvals);
    after = page.next;
  }
  return all;
};

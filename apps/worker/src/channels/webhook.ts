import { createHash } from 'node:crypto';
import type { Channel } from './channel.js';
import type { Notice } from './notice.js';
import { deliverSigned } from './signed.js';
import type { Receiver } from './signed.js';

/** A request of ours to a receiver's own system, {@link deliverSigned signed}. */
export const webhook = (receiver: Receiver): Channel => ({
  name: 'webhook',
  deliver: async (notice) =>
    deliverSigned(
      receiver,
      { type: notice.others === undefined ? 'approval.requested' : 'approvals.requested', ...notice },
      nonceOf(notice),
    ),
});

/** The same question is the same message, however often it has to be sent; to backups it is another. */
const nonceOf = ({ decision_id, action_digest, others = [], backups }: Notice): string =>
  createHash('sha256')
    .update([decision_id, action_digest, ...others, ...(backups === true ? ['backups'] : [])].join(' '))
    .digest('base64url')
    .slice(0, 22);

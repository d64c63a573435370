import type { Store } from '@writ/engine';
import type { Connections, Statement } from './connections.js';
import { RECEIPT_COLUMNS, RECEIPT_TABLES, toReceipt } from './rows.js';
import type { StoredReceiptRow } from './rows.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });

// `IS NOT DISTINCT FROM` keeps a tenant's condition away from the primary key where another index is meant (see the migration).
const RECEIPTS = statement(
  'receipts',
  `SELECT ${RECEIPT_COLUMNS} FROM ${RECEIPT_TABLES} WHERE r.tenant_id = $1 AND r.session_id = $2 ORDER BY r.seq`,
);
const RECEIPT = statement(
  'receipt',
  `SELECT ${RECEIPT_COLUMNS} FROM ${RECEIPT_TABLES} WHERE r.tenant_id IS NOT DISTINCT FROM $1 AND r.receipt_id = $2`,
);
const RECEIPT_AT = statement(
  'receipt_at',
  `SELECT ${RECEIPT_COLUMNS} FROM ${RECEIPT_TABLES} WHERE r.tenant_id = $1 AND r.session_id = $2 AND r.seq = $3`,
);
const OF_DECISION = statement(
  'receipts_of_decision',
  `SELECT ${RECEIPT_COLUMNS} FROM ${RECEIPT_TABLES} WHERE r.tenant_id IS NOT DISTINCT FROM $1 AND r.decision_id = $2 ORDER BY r.seq`,
);

/** Receipts, as they were signed. */
export function receiptReads(db: Connections): Pick<Store, 'receipts' | 'receiptAt' | 'receipt' | 'receiptsOfDecision'> {
  return {
    receipts: async (tenantId, sessionId) => (await db.query<StoredReceiptRow>(RECEIPTS, [tenantId, sessionId])).map(toReceipt),
    receiptAt: async (tenantId, sessionId, seq) => {
      const [row] = await db.query<StoredReceiptRow>(RECEIPT_AT, [tenantId, sessionId, seq]);
      return row === undefined ? null : toReceipt(row);
    },
    receipt: async (tenantId, receiptId) => {
      const [row] = await db.query<StoredReceiptRow>(RECEIPT, [tenantId, receiptId]);
      return row === undefined ? null : { ...toReceipt(row), session_id: row.session_id };
    },
    receiptsOfDecision: async (tenantId, decisionId) =>
      (await db.query<StoredReceiptRow>(OF_DECISION, [tenantId, decisionId])).map(toReceipt),
  };
}

export * from './receipt.js';
export { ReceiptError } from './error.js';
export type { ReceiptErrorCode } from './error.js';
export { CanonicalText, canonicalize } from './canonicalize.js';
export { actionDigest, disclosure, disclosureDigest, entryHash, jwkThumbprint, receiptDigest, sha256 } from './digest.js';
export type { DigestedAction } from './digest.js';
export { RECEIPT_ALG, protectedHeader, signingInput } from './jws.js';
export { toP1363LowS } from './low-s.js';
export { AARM_DRAFT_PROFILE, WRIT_PROFILE } from './profile.js';
export type { ReceiptProfile } from './profile.js';
export { openDisclosures, readDisclosure } from './disclosed.js';
export { INVALID_CAUSES, UNDECIDABLE_CAUSES } from './verdict.js';
export type { Invalid, InvalidCause, ReceiptVerdict, Refusal, SessionVerdict, Undecidable, UndecidableCause, Valid } from './verdict.js';
export { passkeyJwk, presenceChallenge } from './presence.js';
export { verifyReceipt } from './verify-receipt.js';
export type { VerifyOptions } from './verify-receipt.js';
export { SESSION_EXPORT_FORMAT, verifySession } from './verify-session.js';
// What shows a receipt must show it safely: the names in it come from agents.
export { visible } from '@writ/aarm';

/** Where a message departs from the convention. */
interface Difference {
  /** Members whose fields are named otherwise. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Members that the message leaves out. */
  readonly unsaid?: readonly string[];
}

/** Every departure of the proto from its convention, by message: what is not here follows it. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  UserRequest: { renamed: { reason: 'unavailable_reason' } },
  // The tenant is the caller's own, and the head is in the receipts.
  Session: { unsaid: ['tenant_id', 'head'] },
  Stopped: { unsaid: ['tenant_id'] },
  Granted: { unsaid: ['tenant_id'] },
};

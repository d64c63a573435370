/** What the console asks of the control plane; a test holds every query against its schema. */

export type Result = 'ALLOW' | 'DENY' | 'MODIFY' | 'STEP_UP' | 'DEFER';

export interface Reason {
  readonly code: string;
  readonly message: string;
}

export interface Decision {
  readonly id: string;
  readonly sessionId: string;
  readonly result: Result;
  readonly initialResult: Result;
  readonly reason: Reason;
  readonly policyId: string;
  readonly riskLevel: string | null;
  readonly confidence: number | null;
  readonly alignment: number | null;
  readonly deadline: string | null;
  readonly outcome: string | null;
}

export interface Fact {
  readonly name: string;
  readonly text: string;
  readonly untrusted: boolean;
}

export interface Approval {
  readonly decision: Decision;
  readonly tool: string;
  readonly operation: string;
  readonly parameters: string;
  readonly submittedParameters: string;
  readonly actionDigest: string;
  readonly title: string;
  readonly sentence: string;
  readonly facts: readonly Fact[];
  readonly escalated: boolean;
  /** A yes takes the signature of a passkey. */
  readonly presenceRequired: boolean;
}

/** What a passkey is asked to sign. */
export interface Ceremony {
  readonly origin: string;
  readonly rpId: string;
  readonly challenge: string;
  readonly credentials: readonly string[];
}

export interface Passkey {
  readonly id: string;
  readonly person: string;
  readonly label: string;
  readonly addedAt: string;
  readonly removedAt: string | null;
}

export interface Session {
  readonly id: string;
  readonly agentType: string;
  readonly agentInstance: string;
  readonly principal: string;
  readonly status: string;
  readonly openedAt: string;
  readonly decisions: number;
  readonly pending: number;
  readonly receipts: number;
}

export interface Receipt {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
}

export interface Key {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly status: 'active' | 'retired' | 'revoked';
  readonly compromisedAt: string | null;
}

export interface Rule {
  readonly id: string;
  readonly pack: string;
  readonly title: string;
  readonly class: string;
  readonly result: Result;
  readonly priority: number;
  readonly reads: readonly string[];
}

export interface PolicyVersion {
  readonly hash: string;
  readonly version: string;
  readonly state: string;
  readonly stateSince: string;
  readonly author: string;
  readonly ruleCount: number;
  readonly missing: readonly string[];
}

export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

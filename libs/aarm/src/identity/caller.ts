/** An authenticated enforcement point. */
export interface PepCaller {
  readonly kind: 'pep';
  readonly tenant_id: string;
  readonly pep_id: string;
  readonly agent_id: string;
  readonly agent_instance: string;
  readonly host: string;
}

/** An authenticated person. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly tenant_id: string;
  readonly id: string;
  readonly roles: readonly string[];
  /** What vouches for who it is, as receipts record it; a token where left out. */
  readonly via?: string;
}

export type Caller = PepCaller | PersonCaller;

import type { Fact, Json } from '@writ/aarm';

/** What a resolver is told of a deferral. */
export interface ResolverQuestion {
  readonly tenant_id: string;
  readonly session_id: string;
  readonly decision_id: string;
  readonly tool: string;
  readonly operation: string;
  readonly principal: string;
  readonly agent: string | null;
  /** The facts that are missing and that it says it provides. */
  readonly facts: readonly string[];
  readonly parameters: Readonly<Record<string, Json>>;
}

/** Facts with their source and freshness, or why there are none. */
export type ResolverAnswer =
  { readonly kind: 'facts'; readonly facts: readonly Fact[] } | { readonly kind: 'failed'; readonly why: string };

/** A registered source of facts. */
export interface Resolver {
  readonly name: string;
  /** Never rejects. */
  resolve(question: ResolverQuestion): Promise<ResolverAnswer>;
}

/** Whom tokens are made for. INVARIANT: no two kinds share an audience, so that a token of one is worth nothing as another. */
export interface Audiences {
  /** Of people who were there when it was given out: the only tokens that answer, grant, stop or read for people. */
  readonly people: string;
  /** Of whoever an agent acts for. */
  readonly agents: string;
  /** Of agents' instances and services. */
  readonly machines: string;
}

/** What a token says that it is. One that is used as what it is not is refused. */
export type TokenUse = 'person' | 'delegated' | 'delegation' | 'agent' | 'service';

/** The audience of each kind. */
export const AUDIENCE_OF: Readonly<Record<TokenUse, keyof Audiences>> = {
  person: 'people',
  delegated: 'agents',
  delegation: 'agents',
  agent: 'machines',
  service: 'machines',
};

/** The audiences of a deployment, where its issuer has none of its own names for them. */
export const audiencesOf = (audience: string): Audiences => ({
  people: `${audience}/people`,
  agents: `${audience}/agents`,
  machines: `${audience}/machines`,
});

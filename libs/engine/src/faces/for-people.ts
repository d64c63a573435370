import type {
  AddPasskey,
  ApprovalAnswer,
  Decision,
  GrantRecord,
  GrantRequest,
  PasskeyRecord,
  PersonCaller,
  QuestionAnswer,
  RemovePasskey,
  StopRecord,
  StopRequest,
} from '@writ/aarm';
import { beginApproval } from '../approval/begin-approval.js';
import type { BeginApprovalServices } from '../approval/begin-approval.js';
import { settleApproval } from '../approval/settle-approval.js';
import type { SettleApprovalServices } from '../approval/settle-approval.js';
import type { Authority } from '../authority/authority.js';
import type { Ceremony } from '../authority/passkeys.js';
import { answerQuestion } from '../deferral/answer-question.js';
import type { AnswerQuestionServices } from '../deferral/answer-question.js';
import type { ReconsiderServices } from '../deferral/reconsider.js';
import { notifyChange } from './notify.js';

/** For people: answers to what is pending, and what they give and take. */
export interface ForPeople {
  settleApproval(caller: PersonCaller, decisionId: string, answer: ApprovalAnswer): Promise<Decision>;
  /** What a passkey must sign for exactly this answer to count; refused as the answer itself would be. */
  beginApproval(caller: PersonCaller, decisionId: string, answer: ApprovalAnswer): Promise<Ceremony>;
  /** What the human principal says to a question of a deferral: a fact, never an approval. */
  answerQuestion(caller: PersonCaller, decisionId: string, said: QuestionAnswer): Promise<Decision>;
  passkeys(caller: PersonCaller, person?: string): Promise<readonly PasskeyRecord[]>;
  /** What a browser needs to make a passkey; or, with the id of one, to sign its removal. */
  beginPasskey(caller: PersonCaller, credentialId?: string): Promise<Ceremony>;
  addPasskey(caller: PersonCaller, request: AddPasskey): Promise<PasskeyRecord>;
  removePasskey(caller: PersonCaller, request: RemovePasskey): Promise<PasskeyRecord>;
  /** The kill switch: pending work of whoever is stopped ends in DENY, and new work is denied, until it is lifted. Takes an `operator`. */
  stop(caller: PersonCaller, request: StopRequest): Promise<StopRecord>;
  lift(caller: PersonCaller, stopId: string): Promise<StopRecord>;
  stops(caller: PersonCaller): Promise<readonly StopRecord[]>;
  /** Answers beforehand: what one agent asks for within these limits is approved, so often and so long, wherever this person may approve it. */
  grant(caller: PersonCaller, request: GrantRequest): Promise<GrantRecord>;
  revokeGrant(caller: PersonCaller, grantId: string): Promise<GrantRecord>;
  grants(caller: PersonCaller): Promise<readonly GrantRecord[]>;
}

type Services = Pick<Authority, 'grants' | 'passkeys' | 'stops'> &
  AnswerQuestionServices &
  BeginApprovalServices &
  ReconsiderServices &
  SettleApprovalServices;

/** The operations of people. */
export const forPeople = (services: Services): ForPeople => {
  const { grants, passkeys, stops } = services;
  return {
    settleApproval: async (caller, decisionId, answer) =>
      notifyChange(services, caller, await settleApproval(services, caller, { decisionId, answer })),
    beginApproval: async (caller, decisionId, answer) => beginApproval(services, caller, { decisionId, answer }),
    answerQuestion: async (caller, decisionId, said) =>
      notifyChange(services, caller, await answerQuestion(services, caller, { decisionId, said })),
    passkeys: async (caller, person) => passkeys.list(caller, person),
    beginPasskey: async (caller, credentialId) => passkeys.begin(caller, credentialId),
    addPasskey: async (caller, request) => passkeys.add(caller, request),
    removePasskey: async (caller, request) => passkeys.remove(caller, request),
    stop: async (caller, request) => stops.stop(caller, request),
    lift: async (caller, stopId) => stops.lift(caller, stopId),
    stops: async (caller) => stops.list(caller),
    grant: async (caller, request) => grants.give(caller, request),
    revokeGrant: async (caller, grantId) => grants.revoke(caller, grantId),
    grants: async (caller) => grants.list(caller),
  };
};

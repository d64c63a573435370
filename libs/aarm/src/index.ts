export { JsonSchema, JsonObjectSchema, TimestampSchema, DigestSchema, nameSchema } from './json.js';
export type { Scalar, Json, JsonObject } from './json.js';
export { ToolNameSchema, SubmittedActionSchema, RELEASE, isRelease } from './action/action.js';
export type { SubmittedAction, Action } from './action/action.js';
export {
  PartySchema,
  AgentPartySchema,
  DelegationHopSchema,
  EvidenceSchema,
  RequesterContextSchema,
  IdentityProofSchema,
} from './identity/identity.js';
export type {
  Party,
  PersonParty,
  AgentParty,
  DelegationHop,
  Evidence,
  RequesterContext,
  IdentityProof,
  VerifiedIdentity,
} from './identity/identity.js';
export { IDENTITY_FIELDS, MANDATE_FIELDS, identityView } from './identity/identity-view.js';
export { mayBeSamePerson, namesAnIssuer, qualifyPerson } from './identity/person-id.js';
export { findExcess, permits } from './identity/mandate.js';
export { intersectScopes, isScope, isWithin } from './identity/scope.js';
export type { Mandate } from './identity/mandate.js';
export type { PepCaller, PersonCaller, Caller } from './identity/caller.js';
export {
  LEVELS,
  LevelSchema,
  ClassificationSchema,
  UserRequestSchema,
  FactSchema,
  LabelSchema,
  ContextSourceSchema,
  SubmittedEntrySchema,
  OpenSessionSchema,
  ENTRY_KINDS,
  EFFECTS,
} from './context/context.js';
export { earlierOf } from './context/earlier.js';
export type { Earlier } from './context/earlier.js';
export { inheritedFrom } from './context/inherited.js';
export type { Inherited } from './context/inherited.js';
export { CONTEXT_FIELDS } from './context/context-fields.js';
export type { ContextView, ContextField } from './context/context-fields.js';
export type {
  Level,
  Classification,
  UserRequest,
  Fact,
  Label,
  ContextSource,
  SubmittedEntry,
  OpenSession,
  EntryKind,
  Entry,
  EntryBody,
  Effect,
  ContextState,
  KnownFact,
} from './context/context.js';
export {
  RULE_CLASSES,
  RuleClassSchema,
  FORBIDDEN_PRIORITY,
  DEFAULT_PRIORITY,
  PARAMETER_TYPES,
  CODE_LANGUAGES,
  ParameterDeclarationSchema,
  ToolDeclarationSchema,
  AppliesToSchema,
  SEVERITIES,
  RuleMetadataSchema,
  RuleVoiceSchema,
  DEFAULT_THRESHOLDS,
  DEFAULT_STEP_UP_TIMEOUT_S,
  DEFAULT_DEFER_TIMEOUT_S,
  DEFAULT_MOST_QUESTIONS,
  ALLOW_LIFETIME_S,
  DEFAULT_OUTCOME_WITHIN_S,
  PackManifestSchema,
  isContextField,
} from './policy/policy.js';
export type {
  RuleClass,
  CodeLanguage,
  ParameterDeclaration,
  ToolDeclaration,
  AppliesTo,
  RuleMetadata,
  Rule,
  RuleVoice,
  RuleOutcome,
  Thresholds,
  PackManifest,
  PolicyTerms,
  PolicySet,
} from './policy/policy.js';
export {
  POLICY_STATES,
  PolicyStateSchema,
  POLICY_ROLES,
  POLICY_EVENTS,
  PolicyEventNameSchema,
  POLICY_MOVES,
  PolicySettingsSchema,
  DEFAULT_POLICY_SETTINGS,
  BlastRadiusSchema,
  PolicyOverridesSchema,
  PolicyEventSchema,
  PolicySignoffSchema,
  POLICY_REFUSALS,
} from './policy/lifecycle.js';
export { BoundarySchema, OVERSTEPS, boundedBy } from './policy/boundary.js';
export type { Boundary, Bounded, Overstep } from './policy/boundary.js';
export { judgeMove } from './policy/judge-move.js';
export type {
  AdministrationEvent,
  PolicyState,
  PolicyRole,
  PolicyEventName,
  PolicyMove,
  PolicySettings,
  BlastRadius,
  PolicyOverrides,
  PolicyEvent,
  PolicySignoff,
  PolicyActor,
  PolicyStanding,
  PolicyMoveRequest,
  PolicyRefusalCode,
  PolicyRefusal,
  PolicyMoveResult,
} from './policy/lifecycle.js';
export { isTrustedUrl } from './trusted-url.js';
export { RESULTS, ResultSchema, executes, stricter, REASON_CODES, ReasonCodeSchema } from './decision/result.js';
export type { Result, ReasonCode } from './decision/result.js';
export { ObligationSchema, OBLIGATION_TYPES, ModificationSchema } from './decision/obligation.js';
export type { Obligation, Modification } from './decision/obligation.js';
export { DecisionRequestSchema, RedeemSchema, DecisionSchema } from './decision/decision.js';
export type {
  DecisionRequest,
  Decidable,
  DecidedIdentity,
  DecisionContext,
  RuleTrace,
  ApprovalTerms,
  Verdict,
  Decision,
  Proof,
} from './decision/decision.js';
export { ApprovalAnswerSchema, ApprovalAnswersSchema } from './approval/approval.js';
export type { ApprovalAnswer, ApprovalAnswers, ApprovalRecord } from './approval/approval.js';
export {
  RESOLUTION_METHODS,
  ResolutionMethodSchema,
  SuppliedContextSchema,
  ATTEMPT_ENDINGS,
  ResolutionAttemptSchema,
  DeferralSchema,
} from './deferral/deferral.js';
export type { ResolutionMethod, SuppliedContext, ResolutionAttempt, Deferral } from './deferral/deferral.js';
export { DeferralSettingsSchema, ResolverSchema, QuestionAnswerSchema } from './deferral/settings.js';
export type { DeferralSettings, ResolverSettings, Confirmation, Constraint, QuestionAnswer } from './deferral/settings.js';
export { QUEUES, withinQuota } from './decision/quota.js';
export type { Queues } from './decision/quota.js';
export { DEPENDENCIES } from './decision/dependencies.js';
export type { Dependencies } from './decision/dependencies.js';
export { OutcomeReportSchema, OUTCOME_STATES } from './outcome/outcome.js';
export type { OutcomeReport, OutcomeState } from './outcome/outcome.js';
export { PROBLEMS, ProblemError } from './problem/problem.js';
export type { ProblemCode, ProblemDetails } from './problem/problem.js';
export { assertNever } from './assert-never.js';
export { decide } from './decision/decide.js';
export { hear, isPopulated } from './decision/hear.js';
export type { Hearing } from './decision/hear.js';
export { fold, openingState, MOST_MEMBERS, MOST_RECENT } from './context/fold.js';
export { MOST_TOOLS, ToolDefinitionSchema, ToolDefinitionsSchema } from './context/tool-definition.js';
export type { ToolDefinition } from './context/tool-definition.js';
export { AcceptToolSchema, MOST_PINS } from './context/tool-pin.js';
export type { AcceptTool, ToolPin } from './context/tool-pin.js';
export { KnownToolSchema, OUTPUT_TRUSTS, PARAM_ROLES, ParamRoleSchema, sessionTool } from './context/known-tool.js';
export type { KnownTool, ParamRole, SessionTool } from './context/known-tool.js';
export { HIGHEST, LOWEST, raise } from './context/lattice.js';
export { modify } from './decision/modify.js';
export { matchesGlob, toolDeclaration } from './policy/tool-declaration.js';
export { PENDING_EVENTS, TRANSITIONS, isPending, nextState } from './pending/pending.js';
export type { PendingEvent, PendingState, Transition } from './pending/pending.js';
export { AddPasskeySchema, AssertionSchema, AttestationSchema, RemovePasskeySchema } from './approval/passkey.js';
export type {
  AddPasskey,
  Assertion,
  Attestation,
  PasskeyRecord,
  PasskeySignature,
  PresenceProof,
  RelyingParty,
  RemovePasskey,
} from './approval/passkey.js';
export { audienceAt, findRefusal, isAddressedTo, isQuorumMet, satisfies, selectCounting } from './approval/eligibility.js';
export type { Agreement, AnswerRefusal, AnsweringTerms, ApprovalAudience, ApprovalQuestion } from './approval/eligibility.js';
export { GrantRequestSchema, LONGEST_GRANT_S, covers } from './approval/grant.js';
export type { GrantRecord, GrantRequest } from './approval/grant.js';
export { visible } from './approval/visible.js';
export { describeRevocation, revokesRequester, revokesToken } from './identity/revocation.js';
export type { TokenRevocation, TokenSubject } from './identity/revocation.js';
export { STOP_KINDS, StopRequestSchema, stopFor } from './identity/stop.js';
export type { StopRecord, StopRequest, StopSubject } from './identity/stop.js';
export { TrackerSchema, trackerViews } from './policy/tracker.js';
export type { Tracker, TrackerSet, TrackerView } from './policy/tracker.js';
export { DRIFT_RESPONSES, DriftProfileSchema, NO_DRIFT, driftIn, driftResponse, drifted } from './context/drift.js';
export type { Drift, DriftProfile, DriftResponse } from './context/drift.js';
export { digestNumber, digestText, digestsIn } from './context/digests.js';
export { NOTHING_READ, TRUSTS, read, sightings } from './context/lineage.js';
export type { Lineage, OutputLineage, Sighting, Source, Standing, Trust } from './context/lineage.js';
export type { Mark, Tracked, Tracking } from './context/tracked.js';
export { OutputReportSchema, releaseOf, toRedact } from './outcome/release.js';
export type { OutputReport, Inspected, Redaction, Release } from './outcome/release.js';
export { PRINCIPAL, approvalTermsOf } from './decision/verdict.js';
export { isLonger } from './is-longer.js';

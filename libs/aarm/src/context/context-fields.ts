import type { Json } from '../json.js';

/**
 * The context that rules may read, as `input.context.<field>`. A field that is absent is *not populated*: a rule
 * that reads it is mute (AARM R3.7a). Sets, counters and levels are populated from the session's opening.
 */
export interface ContextView {
  readonly [field: string]: Json;
}

/** Every context field a rule may read, with its meaning; `facts.<name>` stands for any fact. */
export const CONTEXT_FIELDS = {
  original_request: 'the text of the latest user request; not populated when the host cannot tell it',
  level: 'the highest level the session has touched',
  data_classifications: 'the labels the session has touched',
  action_count: 'how many actions the session has submitted, this one not counted',
  submitted: 'how often each tool.operation was submitted',
  allowed: 'how often each tool.operation was allowed',
  tools_used: 'the tools submitted so far',
  effects_used: 'the effect classes submitted so far',
  entities_accessed: 'the entities that actions of this session have named',
  destinations_seen: 'the destinations of actions that this session was allowed to run',
  pending_count: 'how many actions of this session wait for a resolution',
  effect: 'the effect class of this action, by the tool catalogue',
  tool_known: 'whether the effect of this tool is known, by the tool catalogue or by its definition',
  tool_changed: 'whether the definition of this tool is another one than was pinned, and nobody has accepted it',
  destinations: 'the destinations this action names',
  alignment: 'how well the action fits the user request, 0 to 1; not populated without a request',
  confidence: 'how sure Writ is of its signals, 0 to 1',
  composite_risk: 'risk of this action after what went before, 0 to 1',
  risk_level: 'composite risk as LOW, MEDIUM, HIGH or CRITICAL',
  semantic_distance: 'one minus the cosine of request and action; not populated without an embedder',
  distance_model: 'the model that measured the distance',
  drift:
    'how far the moving average of the distances of the session, this action counted, rose above its lowest; not populated without an embedder',
  drift_response: 'what the profile of this agent type answers to its drift: `none`, `signal`, `STEP_UP` or `DEFER`',
  call_origin:
    'why this action came to be asked for: `requested` by the user, `delegated` to a source by the user, `implied`, `unasked`, `told` by an output, `named_by_output`, or `no_request` where nobody can say what was asked for',
  untrusted_values:
    'values of its parameters that only running text accounts for and nothing delegates, each {parameter, role, origin, tool, text}',
  invented_values: 'recipients and destinations of its parameters that appear nowhere before',
  intent_class: 'the first intent class of the packs that the request is of; `none` where it is of none',
  outside_intent:
    'what of the boundaries of its intent classes this action oversteps: `tool`, `privilege`, `effect`, `level`, `chain_length`',
  since_request: 'how many actions were submitted since the latest request, this one not counted',
  risk_signals:
    'what is remarkable: `forbidden`, `scope_expansion`, `classification_escalation`, `unusual_sequence`, `velocity_anomaly`, `chain_length`, `new_destination`, `two_targets`, `staged`, `drift`',
  recipients_named: 'whether the user or a fact names every recipient and destination of this action, and it has some',
  recipients_known:
    'whether the request, a fact or a whole field of structured data accounts for every recipient and destination of this action, and for what it is about (`ticket`, `order`), and it has either',
  carries: 'labels that the detectors find in what an action that leaves would carry with it; empty for one that stays',
  exposed: 'whether the session has read text that tells somebody to do something and that nobody vouches for',
  earlier:
    'what other sessions of this agent type or instance did for this principal within a day: `sessions`, `complete`, `level`, `labels`, `actions`, `denied`, `tracked`',
  tracked: 'what the trackers of the packs remember, by id; one that is not exactly known for this session is not populated',
  facts: 'environment facts by name; one that is stale, unknown or told differently by two sources is not populated',
} as const;
export type ContextField = keyof typeof CONTEXT_FIELDS;

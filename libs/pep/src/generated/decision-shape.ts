// Written by `npm run -w @writ/pep generate` from the schema of a decision: zod would cost a hook more time than all else it does.
import type { Closed } from '../shape.js';

/** How long an answer is good for, in seconds. */
export const ALLOW_LIFETIME_S = 300;

/** What an enforcement point takes for a decision. */
export const DECISION_SHAPE: Closed = {
  members: {
    decision_id: 'name',
    session_id: 'name',
    action_id: 'name',
    call_id: {
      nullable: 'text',
    },
    result: {
      one: ['DENY', 'DEFER', 'STEP_UP', 'MODIFY', 'ALLOW'],
    },
    initial_result: {
      one: ['DENY', 'DEFER', 'STEP_UP', 'MODIFY', 'ALLOW'],
    },
    classification: {
      nullable: 'name',
    },
    reason: {
      members: {
        code: 'name',
        message: 'text',
      },
    },
    policy: {
      members: {
        policy_id: 'name',
        version: 'text',
        hash: 'name',
        rules: {
          list: {
            members: {
              id: 'name',
              pack: 'name',
              voice: 'name',
              result: {
                one: ['DENY', 'DEFER', 'STEP_UP', 'MODIFY', 'ALLOW'],
              },
              priority: 'integer',
            },
          },
        },
      },
    },
    risk_level: {
      nullable: 'name',
    },
    confidence: {
      nullable: 'number',
    },
    alignment: {
      nullable: 'number',
    },
    missing: {
      list: 'text',
    },
    effective_parameters: {
      nullable: 'object',
    },
    obligations: {
      list: {
        open: {
          type: 'name',
        },
      },
    },
    pending: {
      nullable: {
        members: {
          kind: {
            one: ['STEP_UP', 'DEFER'],
          },
          deadline: 'time',
          approvers: {
            list: 'text',
          },
          quorum: 'integer',
        },
        optional: {
          escalation: {
            members: {
              at: 'time',
              to: {
                list: 'text',
              },
            },
          },
        },
      },
    },
    resolution: {
      nullable: {
        members: {
          method: 'name',
          at: 'time',
          by: {
            list: 'text',
          },
        },
        optional: {
          dwell_ms: 'integer',
        },
      },
    },
    outcome: {
      nullable: 'name',
    },
    receipt: {
      members: {
        receipt_id: 'name',
        seq: 'integer',
      },
    },
  },
  optional: {
    deferral: {
      members: {
        deferred_at: 'time',
        attempts: {
          list: {
            members: {
              at: 'time',
              method: 'name',
              by: 'text',
              ended: 'name',
              detail: 'text',
            },
          },
        },
        questions: {
          list: {
            members: {
              fact: 'name',
              ask: 'text',
              answers: {
                list: 'scalar',
              },
            },
          },
        },
      },
      optional: {
        escalated_at: 'time',
      },
    },
    decided_at: 'time',
    proof: {
      members: {
        payload: 'text',
        protected: 'text',
        signature: 'text',
        action_nonce: 'text',
      },
    },
  },
};

import { lazily } from '@writ/server';
import type { ControlPlaneParts } from './parts.js';

/** Parts that may not be there yet: each call asks for them, and fails as `not_ready` while they are not. */
export function partsLater(parts: () => ControlPlaneParts): ControlPlaneParts {
  return {
    engine: lazily(() => parts().engine),
    catalogue: lazily(() => parts().catalogue),
    policies: lazily(() => parts().policies),
    control: lazily(() => parts().control),
    workshop: lazily(() => parts().workshop),
    keys: async () => parts().keys(),
    policy: () => parts().policy(),
  };
}

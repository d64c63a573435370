import type { ControlPlaneParts } from './parts.js';

/** Parts that may not be there yet: each call asks for them, and fails as `not_ready` while they are not. */
export function partsLater(parts: () => ControlPlaneParts): ControlPlaneParts {
  return {
    engine: later(() => parts().engine),
    catalogue: later(() => parts().catalogue),
    policies: later(() => parts().policies),
    control: later(() => parts().control),
    workshop: later(() => parts().workshop),
    keys: async () => parts().keys(),
    policy: () => parts().policy(),
  };
}

/** An object all of whose methods are those of another one that is asked for at each call. */
const later = <T extends object>(part: () => T): T =>
  new Proxy({} as T, {
    get:
      (_target, name) =>
      async (...given: readonly unknown[]): Promise<unknown> => {
        const found = part();
        return await (Reflect.get(found, name) as (...values: readonly unknown[]) => unknown).apply(found, [...given]);
      },
  });

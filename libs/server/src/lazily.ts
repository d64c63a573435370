/**
 * An object whose methods are those of another one that may not be there yet: each call asks for it first, and rejects
 * with what `current` throws while there is none. Every method answers with a promise, whatever the other one does.
 */
export const lazily = <T extends object>(current: () => T): T =>
  new Proxy({} as T, {
    get(_target, name) {
      // An object with a method `then` would be waited for by whoever returns it from an async function.
      if (name === 'then' || typeof name === 'symbol') return undefined;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        const found = current();
        return await (Reflect.get(found, name) as (...values: readonly unknown[]) => unknown).apply(found, [...given]);
      };
    },
  });

import type { ModuleFacts } from './sections.js';

/** The function of OPA's code for modules that keeps a compiled pattern for the rest of an evaluation. */
const KEEPER = 'reuse(re2::RE2*)';
const NEEDS_KEEPER = 'opa_regex_match';
/** `i32.const 100`: with so many it deletes any one of them, the one in use among them. */
const MOST_KEPT = [0x41, 0xe4, 0x00] as const;
/** `i32.const 8191`: more than an evaluation has the fuel to compile. */
const MORE = [0x41, 0xff, 0x3f] as const;

/**
 * Keeps OPA's code from deleting a pattern that it goes on using: with more than a hundred patterns in one evaluation it traps, or
 * matches what does not.
 *
 * @throws Error where patterns are kept in another way than the one that is known
 */
export function repairPatterns(bodies: readonly Uint8Array[], { names, imported }: ModuleFacts): readonly Uint8Array[] {
  const index = names.get(KEEPER);
  const body = index === undefined ? undefined : bodies[index - imported.functions];
  if (body === undefined && !names.has(NEEDS_KEEPER)) return bodies;
  const [place, ...others] = placesOf(body ?? Uint8Array.of());
  if (body === undefined || place === undefined || others.length > 0)
    throw new Error('the module keeps patterns in a way that is not known');
  const repaired = Uint8Array.from(body);
  repaired.set(MORE, place);
  return bodies.map((each) => (each === body ? repaired : each));
}

const placesOf = (body: Uint8Array): readonly number[] =>
  Array.from(body.keys()).filter((at) => MOST_KEPT.every((byte, offset) => body[at + offset] === byte));

/** Ends a `switch` over a union: a member that is not handled does not compile, and does not pass at run time. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value \`${JSON.stringify(value)}\``);
}

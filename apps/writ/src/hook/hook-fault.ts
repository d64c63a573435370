/** What the hook itself found wrong, in words that an agent may read: no file, address or command of Writ's. */
export class HookFault extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'HookFault';
  }
}

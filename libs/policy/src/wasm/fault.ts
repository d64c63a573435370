/** What is said of an evaluation that does more than it may. */
export const OVERRUN = 'it used up its budget';

/**
 * An evaluation that cannot end as it should, for a reason that lies in policy and input alone: it comes out the same on every machine.
 * Whatever else is thrown (no memory left on the machine, a stack of the process that is too small) is no fault, and decides nothing.
 */
export class Fault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
  }
}

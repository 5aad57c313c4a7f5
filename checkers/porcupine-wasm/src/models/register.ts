import { identity } from '../canonical.ts';
import type { Model, Operation } from '../model.ts';
import { casRegister } from './cas-register.ts';

/**
 * A register: `read` sees what the last `write` put there, initially null. Specified by the compare-and-swap register less its
 * `cas`. A write of unknown outcome may take effect at any later time or never; a read without an answer says nothing.
 */
export const register: Model = {
  name: 'register',
  init: null,
  step: casRegister.step,
  interpret(operation: Operation): Operation | undefined {
    if (operation.f !== 'read' && operation.f !== 'write') {
      throw new TypeError(`the register model has no operation '${operation.f}'; it knows read, write`);
    }
    return casRegister.interpret?.(operation);
  },
  observes: (operation) => operation.f === 'read',
  classes: (operations) => casRegister.classes?.(operations) ?? identity,
  replaces: ({ f }) => f === 'write',
  plain: { read: 'read', write: 'write' },
  effect: (operation) => casRegister.effect?.(operation),
  describe: (operation) => casRegister.describe?.(operation) ?? operation.f,
};

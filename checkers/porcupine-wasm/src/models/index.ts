/** The models that come with the package, by name. */
import type { Model } from '../model.ts';
import { casRegister } from './cas-register.ts';
import { kv } from './kv.ts';
import { register } from './register.ts';

export { casRegister, kv, register };

export const models: Readonly<Record<string, Model>> = {
  [register.name]: register,
  [casRegister.name]: casRegister,
  [kv.name]: kv,
};

/** `faultline init`: the files that a project begins with. */
export { initCommand } from './command.ts';

export type {FlagValues, Outcome, Ports} from '../commands/index.ts';
export {execute, type MakePorts} from './execute.ts';

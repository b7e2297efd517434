export type {FlagValues, Outcome, Ports} from '../commands/index.ts';
export {execute} from './execute.ts';
export {readVerbosity} from './read-verbosity.ts';

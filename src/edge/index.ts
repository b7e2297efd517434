export {connectionOptions} from './connection-options.ts';
export {podFlags} from './pod-flags.ts';

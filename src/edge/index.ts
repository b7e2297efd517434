export {connectionOptions} from './connection-options.ts';

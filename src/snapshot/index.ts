export {openSnapshot} from './open-snapshot.ts';

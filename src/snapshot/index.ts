export {createSnapshot} from './create-snapshot.ts';
export {openSnapshot} from './open-snapshot.ts';

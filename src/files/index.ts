export {type InstallPlace, installScript} from './install-script.ts';
export {readUserFile} from './read-user-file.ts';

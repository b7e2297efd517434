export {escapeText} from '../model/index.ts';

export {codeOf} from './code-of.ts';
export {type EntryDetails, entryDetails} from './entry-details.ts';
export {createLogParser, type LogParser} from './log-parser.ts';
export {matchSignature} from './match-signature.ts';
export {type CodeInLog, createCodeCounter, summariseLog} from './summarise.ts';

export {catalogueList, entryText} from './catalogue-text.ts';
export {cleanupText} from './cleanup-text.ts';
export {findingsDocument} from './findings-document.ts';
export {planText} from './plan-text.ts';
export {type CheckFormat, renderCheck} from './render-check.ts';
export {type OutputFormat, renderDiff} from './render-diff.ts';
export {renderSnapshot} from './render-snapshot.ts';
export {renderStatus} from './render-status.ts';
export {traceText} from './trace/trace-writer.ts';

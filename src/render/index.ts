export {catalogueList, entryText} from './catalogue-text.ts';
export {cleanupText} from './cleanup-text.ts';
export {findingsDocument} from './findings-document.ts';
export {type OutputFormat, type RenderOptions, renderDiff} from './render-diff.ts';

export {type OutputFormat, type RenderOptions, renderDiff} from './render-diff.ts';

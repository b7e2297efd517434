export {type ProxyFacts, readProxyFacts} from './proxy-facts.ts';
export {quantile} from './quantile.ts';
export {readActualState, STATE_SOURCES} from './read-actual-state.ts';
export {readSource, type SourceReading, whyMissing} from './read-source.ts';

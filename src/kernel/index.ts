export {type ProxyFacts, readProxyFacts} from './proxy-facts.ts';
export {readActualState, STATE_SOURCES} from './read-actual-state.ts';

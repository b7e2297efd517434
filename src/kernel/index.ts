export {type ProxyFacts, readProxyFacts} from './proxy-facts.ts';
export {quantile} from './quantile.ts';
export {readActualState, STATE_SOURCES} from './read-actual-state.ts';
export {readSource, type SourceReading, whyMissing} from './read-source.ts';
export {parseConnections, parseProcConnections} from './sources/parse-connections.ts';
export {parseConntrack} from './sources/parse-conntrack.ts';
export {parsePersistentConnections} from './sources/parse-persistent-connections.ts';
export {parseRoutes} from './sources/parse-routes.ts';
export {parseTraffic} from './sources/parse-traffic.ts';

export {type Assessor, createAssessor, withCauses} from './assess.ts';
export {checkedNode, checkNodes} from './check-nodes.ts';
export {collectLog} from './collect-log.ts';
export {CHECK_SOURCES, checkSources, looksAt, MIGRATION_SOURCES, SNAPSHOT_SOURCES} from './fact-sources.ts';
export {healthNotes, healthOf, UNREAD_LOG} from './health.ts';
export {
  DIFF_SOURCES,
  type EvaluationContext,
  expectedOn,
  factsOn,
  type InspectedNode,
  inspectNode,
  LIVE_SOURCES,
  settlingOn,
} from './inspect-node.ts';
export {type FedLog, feedLog, type LogProblem, type TellProblem} from './log-feed.ts';
export {type LookedAtNode, lookAtNodes} from './look-at-nodes.ts';
export {networkProgramming} from './network-programming.ts';
export {proxyNotes, unaskedNotes} from './node-notes.ts';
export {type ProxyOnNode, proxyFocus} from './proxy-on-node.ts';
export {readImportantLines} from './read-important-lines.ts';
export {evidentLogs, readProxyLogs} from './read-proxy-logs.ts';
export {readTraffic, TRAFFIC_SOURCES} from './read-traffic.ts';
export {sampleReading} from './sample-reading.ts';
export {surroundingsOf} from './surroundings.ts';
export {upgradeNode} from './upgrade-node.ts';

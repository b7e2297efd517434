export {chooseVirtualServers, type ServedPort} from './choose-virtual-servers.ts';
export {countConnections} from './count-connections.ts';
export type {NodeView} from './path-context.ts';
export {sampleTraffic} from './sample-traffic.ts';
export {firstBroken, firstBrokenPath, tracePath} from './trace-path.ts';
export type {TrafficReading} from './traffic-reading.ts';

export {type Grants, grantsFromYaml, type Rule} from './authorization.ts';
export {type ConnectProxy, startConnectProxy} from './connect-proxy.ts';
export type {ContainerLog} from './container-log.ts';
export type {Fault} from './faults.ts';
export {kubeconfigOf, writeConfig} from './kubeconfig-file.ts';
export type {Kubelet, PodOutcome} from './kubelet.ts';
export type {ApiObject} from './object-store.ts';
export {startApiServer, type TestApiServer} from './start-api-server.ts';
export {testClient, testEnvironment} from './test-client.ts';

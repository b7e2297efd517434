export {assessNodes, type Judgement} from './assess.ts';
export {feltCodes} from './felt-effect.ts';
export type {NodeSigns} from './node-signs.ts';
export {podNodes} from './pod-nodes.ts';
export {apiChanges} from './table-age.ts';

export {createExpectedStates, type ExpectedStates} from './expected-states.ts';
export {isKnownGate} from './feature-gates.ts';
export {ipSetName} from './ip-sets.ts';
export type {NodeSituation} from './node-facts.ts';
export {ruleChanges} from './rules.ts';
export {servedFamilies} from './served-families.ts';
export {startObstacles} from './start-obstacles.ts';

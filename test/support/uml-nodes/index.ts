export {umlMissing} from '../spawn-uml.ts';
export {startUmlNodes, type UmlNodes} from './start-uml-nodes.ts';

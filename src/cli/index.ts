export {readCall} from './read-call.ts';
export {type Route, route} from './route.ts';

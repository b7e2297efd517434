export {type Route, route} from './route.ts';

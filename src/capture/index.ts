export type {CaptureOptions} from './capture-node.ts';
export {
  type CaptureRun,
  createCaptureRun,
} from './capture-run.ts';
export {dryRun} from './dry-run.ts';
export {cleanup} from './leftovers.ts';
export {explainForbidden} from './rights/preflight.ts';
export {roleText} from './rights/role-text.ts';

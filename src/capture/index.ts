export type {CaptureOptions} from './capture-node.ts';
export {
  type CaptureProgress,
  type CaptureRun,
  createCaptureRun,
} from './capture-run.ts';
export {cleanup} from './delete-pods.ts';
export {dryRun} from './dry-run.ts';
export {explainForbidden} from './rights/preflight.ts';

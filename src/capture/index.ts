export type {CaptureOptions} from './capture-node.ts';
export {
  type CaptureProgress,
  type CaptureRun,
  type CaptureRunSettings,
  createCaptureRun,
} from './capture-run.ts';
export {type CleanupChoice, cleanup, type LeftoverRun} from './delete-pods.ts';
export {type DryRun, dryRun} from './dry-run.ts';

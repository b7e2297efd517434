export {type CaptureOptions, planPod} from './capture-node.ts';
export {
  type CaptureProgress,
  type CaptureRun,
  type CaptureRunSettings,
  createCaptureRun,
} from './capture-run.ts';
export {CAPTURE_SCRIPT} from './capture-script.ts';
export {DEFAULT_IMAGE} from './choose-image.ts';
export {type CleanupChoice, cleanup, type LeftoverRun} from './delete-pods.ts';
export {podManifest} from './pod-manifest.ts';
export {capturePermissions, describePermission, type Permission, ruleText} from './required-permissions.ts';

import type {NodeCapture} from '../model/index.ts';

/** With what a node was read. */
export interface CapturedBy {
  /** Empty if the capture does not say. */
  readonly image: string;
  /** `kube-proxy`: the image of the node's own kube-proxy Pod; `exec`: in that Pod; others: a debug image. */
  readonly origin: string;
  /** Images that could not run on the node before, and why. */
  readonly passedOver: readonly {readonly image: string; readonly reason: string}[];
}

/** With what a node was read, as its capture says; older captures do not. */
export function readCapturedBy({texts}: NodeCapture): CapturedBy {
  try {
    const {image, imageOrigin, passedOver} = JSON.parse(texts['capture.json'] ?? '{}');
    const before: readonly unknown[] = Array.isArray(passedOver) ? passedOver : [];
    return {
      image: String(image ?? ''),
      origin: String(imageOrigin ?? ''),
      passedOver: before.map((entry) => {
        const {image: name, reason} = Object(entry);
        return {image: String(name), reason: String(reason)};
      }),
    };
  } catch {
    return {image: '', origin: '', passedOver: []};
  }
}

/** netshoot v0.16, in both registries that its release workflow pushes to: one digest, so that no tag decides what runs. */
const DIGEST = 'sha256:b09d9b21381f47a79b3cbcb30da25266dc17186ea00ae65e99fdc51396f48e70';

/** The images of the debug pod where the user names none and kube-proxy's own cannot run, in this order. */
export const DEFAULT_IMAGES = [
  `ghcr.io/nicolaka/netshoot:v0.16@${DIGEST}`,
  `docker.io/nicolaka/netshoot:v0.16@${DIGEST}`,
] as const;

/** Why an image is taken: named by the user, there already, the one that kube-proxy runs from, or pulled as a last resort. */
export type ImageOrigin = 'asked' | 'present' | 'kube-proxy' | 'default';

/** An image for a debug pod. */
export interface ImageChoice {
  readonly image: string;
  readonly origin: ImageOrigin;
  /** Whether it is on the node for certain, so that nothing need be pulled. */
  readonly there: boolean;
}

/**
 * The images for a node's debug pod, best first; the next is for a node that cannot run the one before. What the user
 * named; else a full debug image that is on the node under the very name by which it is asked for; then the image of the
 * node's own kube-proxy Pod, which is there, allowed and of the right architecture; last the default, which is pulled. No
 * name in a node's status is ever taken over: whoever can push an image of the same name to some registry could choose
 * what runs with our privileges.
 */
export function imageChoices(of: {
  readonly asked: string | undefined;
  /** Of the kube-proxy Pod on the node. */
  readonly kubeProxy: string | undefined;
  /** Names of the images on the node, as its status lists them: the largest 50. */
  readonly present: readonly string[];
}): readonly ImageChoice[] {
  const own: readonly ImageChoice[] = of.kubeProxy
    ? [{image: of.kubeProxy, origin: 'kube-proxy', there: true}]
    : [];
  if (of.asked !== undefined) return [{image: of.asked, origin: 'asked', there: false}, ...own];
  const isThere = (image: string): boolean => of.present.includes(image.replace(/:[^/@]*@/, '@'));
  const present = DEFAULT_IMAGES.filter(isThere).slice(0, 1);
  const pulled = DEFAULT_IMAGES.filter((image) => !isThere(image));
  return [
    ...present.map((image): ImageChoice => ({image, origin: 'present', there: true})),
    ...own,
    ...pulled.map((image): ImageChoice => ({image, origin: 'default', there: false})),
  ];
}

import {describe, expect, it} from '@jest/globals';
import {DEFAULT_IMAGES, imageChoices} from '../../src/capture/choose-image.ts';

const [GHCR, HUB] = DEFAULT_IMAGES;
const KUBE_PROXY = 'registry.k8s.io/kube-proxy:v1.36.2';
const DIGEST = GHCR.split('@')[1];

function choices(of: Partial<Parameters<typeof imageChoices>[0]>) {
  const all = {asked: undefined, kubeProxy: KUBE_PROXY, present: [], ...of};
  return imageChoices(all).map(({image, origin}) => `${origin} ${image}`);
}

describe('imageChoices', () => {
  it.each([
    {
      name: "kube-proxy's own image first, then what has to be pulled, from the registry without limits first",
      of: {},
      expected: [`kube-proxy ${KUBE_PROXY}`, `default ${GHCR}`, `default ${HUB}`],
    },
    {
      name: 'a debug image that the node has, under the name by which it is asked for',
      of: {present: [`docker.io/nicolaka/netshoot@${DIGEST}`]},
      expected: [`present ${HUB}`, `kube-proxy ${KUBE_PROXY}`, `default ${GHCR}`],
    },
    {
      name: "what the user named, else kube-proxy's own; nothing that nobody named is pulled",
      of: {asked: 'mine:1', present: [`docker.io/nicolaka/netshoot@${DIGEST}`]},
      expected: ['asked mine:1', `kube-proxy ${KUBE_PROXY}`],
    },
    {
      name: 'the default where kube-proxy has no Pod',
      of: {kubeProxy: undefined},
      expected: [`default ${GHCR}`, `default ${HUB}`],
    },
    {
      name: 'no image of another registry, nor another version of a known name',
      of: {
        kubeProxy: undefined,
        present: [
          `evil.test/nicolaka/netshoot@${DIGEST}`,
          'docker.io/nicolaka/netshoot:v0.12',
          'docker.io/nicolaka/netshoot:v0.16',
          'docker.io/library/busybox:1.36',
        ],
      },
      expected: [`default ${GHCR}`, `default ${HUB}`],
    },
  ])('$name', ({of, expected}) => {
    expect(choices(of)).toEqual(expected);
  });

  it('pins the defaults, so that no tag decides what runs', () => {
    for (const image of DEFAULT_IMAGES) expect(image).toMatch(/^[\w.]+\/[\w/.:-]+@sha256:[0-9a-f]{64}$/);
  });
});

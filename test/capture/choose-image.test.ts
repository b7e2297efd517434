import {describe, expect, it} from '@jest/globals';
import {chooseImage} from '../../src/capture/choose-image.ts';

const NODE = ['registry.test/pause:3.9', 'registry.test/nicolaka/netshoot@sha256:12'];

describe('chooseImage', () => {
  it.each([
    {name: 'what the user asked for', asked: 'mine:1', present: ['nicolaka/netshoot:v0.13'], image: 'mine:1'},
    {name: 'the default', present: NODE, image: 'nicolaka/netshoot:v0.13'},
    {
      name: 'the default, although the node has a newer one too',
      present: ['hub.test/nicolaka/netshoot:v0.13', 'hub.test/nicolaka/netshoot:v0.14'],
      image: 'nicolaka/netshoot:v0.13',
    },
    {
      name: 'the newest that the node has',
      present: ['hub.test/nicolaka/netshoot:v0.9', 'hub.test/nicolaka/netshoot:v0.12'],
      image: 'nicolaka/netshoot:v0.12',
    },
    {
      name: 'never the registry of a stranger',
      present: ['evil.test/nicolaka/netshoot:v0.12'],
      image: 'nicolaka/netshoot:v0.12',
    },
    {
      name: 'nothing that only looks alike',
      present: ['hub.test/evilnicolaka/netshoot:v0.12', 'hub.test/nicolaka/netshoot:v0.12-x'],
      image: 'nicolaka/netshoot:v0.13',
    },
    {
      name: 'no busybox with privileges',
      present: ['hub.test/library/busybox:1.36'],
      image: 'nicolaka/netshoot:v0.13',
    },
    {
      name: 'a busybox without privileges',
      unprivileged: true,
      present: ['hub.test/library/busybox:1.36'],
      image: 'busybox:1.36',
    },
    {
      name: 'netshoot before busybox',
      unprivileged: true,
      present: ['hub.test/library/busybox:1.36', 'hub.test/nicolaka/netshoot:v0.11'],
      image: 'nicolaka/netshoot:v0.11',
    },
  ])('takes $name', ({asked, unprivileged = false, present, image}) => {
    expect(chooseImage({asked, unprivileged, present})).toBe(image);
  });
});

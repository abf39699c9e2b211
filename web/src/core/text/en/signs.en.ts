// SPDX-License-Identifier: MIT
// Why a mark is flagged, in English: what a room code and a camera gave away.

import { englishPlural as plural } from '../plural';

/** What a camera's program is called everywhere. */
export const PROGRAMS: Record<string, string> = {
  obs: 'OBS',
  manycam: 'ManyCam',
  xsplit: 'XSplit',
  snap: 'Snap Camera',
  droidcam: 'DroidCam',
  iriun: 'Iriun',
  epoccam: 'EpocCam',
  camo: 'Camo',
  mmhmm: 'mmhmm',
  v4l2loopback: 'v4l2loopback',
};

const camera: Record<string, string> = {
  virtual: 'The camera calls itself virtual.',
  fake: 'The camera is a browser’s own, for tests.',
  canvas: 'A script draws the pictures.',
};

export const words = {
  signs: {
    code_old: (seconds) => `The code was ${seconds} s old.`,
    code_held: (seconds) => `It was scanned ${seconds} s before it was used, to sign in meanwhile.`,
    lone_network: (others) => `None of the other ${others} marks came from this network.`,
    few_network: (marks) => `Only ${plural(Number(marks), 'other mark', 'other marks')} came from this network, most from another one.`,
    code_spread: (networks) => `This very code came late from ${networks} networks.`,
    new_device: () => 'The phone is new.',
    camera_label: (word) => camera[word] ?? `The camera calls itself ${PROGRAMS[word] ?? word}.`,
    camera_still: (percent) => `${percent} % of the pictures are exactly like the one before.`,
    camera_even: () => 'The pictures come as if by a clock.',
    camera_lens: () => 'The browser knows of no such camera.',
    camera_facing: () => 'It does not say which way it looks, as a phone’s cameras do.',
    camera_unreadable: () => 'What the page said of the camera makes no sense.',
  } as Record<string, (value: string) => string>,
};

// SPDX-License-Identifier: MIT
// The words about the devices that a student checks in with, in English.

export const words = {
  ownDevices: {
    title: 'Devices you check in with',
    hint: 'Each proves by a key of its own that it is yours. A further one counts as new for two days: your professor sees that, and so do you.',
    none: 'None yet. Sign in on your phone, or check in once, and it stands here.',
    current: 'This device',
    unnamed: 'A device',
    since: (day: string) => `Since ${day}`,
    seen: (when: string) => `last used ${when}`,
    trusted: 'Trusted',
    newUntil: (when: string) => `New until ${when}`,
    keyless: 'No key: this browser keeps nothing, as a private window does. Check-ins from it are shown to your professor.',
    trust: 'Trust it now',
    trustHint: 'Your second factor vouches for it.',
    trustDone: 'This device is trusted.',
    remove: 'Remove',
    removeOne: (device: string) => `Remove ${device}`,
    removeTitle: 'Remove this device?',
    removeHint: 'Used again, it counts as new for two days. It stays signed in: that ends below.',
    removed: 'The device is removed.',
  },
};

export type Words = typeof words;

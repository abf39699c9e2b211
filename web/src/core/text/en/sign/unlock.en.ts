// SPDX-License-Identifier: MIT
// The words of unlocking the phone for a check-in, in English.

export const words = {
  unlock: {
    title: 'Unlock your phone',
    why:
      'This class asks you to show that the phone is in your own hand. Unlock it once more with your finger, face or PIN: they stay on the phone.',
    go: 'Unlock',
    without: 'Go on without',
    withoutHint: 'Your mark counts, and your professor sees a sign beside it.',
    others: 'Other ways count just the same: the kiosk at the door, or a mark by your professor’s hand.',
    another: 'Add a passkey on this phone',
    needTitle: 'You need a passkey first',
    need:
      'This class asks you to unlock your phone at each check-in. A passkey does that: make it once, on this phone, and one tap is enough from then on.',
    notHere: 'This browser has no passkeys. Use another one, or another way.',
    offer: 'Next time without a sign',
    offerHint:
      'This class asks you to unlock your phone for the check-in. With a passkey that is one tap; without it your mark carries a sign for your professor.',
    make: 'Add a passkey',
    rule: 'Without unlocking the phone',
    ruleHint:
      'Each check-in asks for the finger, face or PIN of the phone once more: a passkey, made once. This stops whoever was lent an unlocked phone, not whoever knows its PIN, too. The kiosk and your own mark ask for none. Begin with a sign: not everybody has a passkey yet.',
  },
};

// SPDX-License-Identifier: MIT
// The words of being forgotten, in English.

export const words = {
  forgotten: {
    title: 'Being forgotten',
    hint: 'Your name, face and messages are deleted; marks stay without a name. An administrator does it, and looks first whether something stands against it.',
    ask: 'Ask to be forgotten',
    asked: (when: string) => `You asked on ${when}. The administrators are told.`,
    takeBack: 'Take it back',
    refused: (when: string) => `Refused on ${when}:`,
    again: 'Ask again',
    refuse: 'Say no…',
    refuseTitle: (name: string) => `Refuse ${name}’s request`,
    reason: 'Reason',
    reasonHint: 'The person reads it. The law allows few: docs/PRIVACY.md.',
    needReason: 'Write the reason.',
    send: 'Refuse',
    done: 'Refused. The person is told.',
  },
};

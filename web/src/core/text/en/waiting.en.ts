// SPDX-License-Identifier: MIT
// The words of what was done without a network and waits to be sent.

export const words = {
  waiting: {
    title: 'Waits to be sent',
    hint: 'In this order, as soon as there is a network.',
    none: 'Everything is sent',
    request: 'Question about a mark',
    leave: 'Leave',
    yours: 'Yours',
    server: 'On the server',
    taken: 'Somebody else was faster. Nothing was overwritten.',
    keepTheirs: 'Keep the server’s',
    setMine: 'Set mine again',
    note: 'Note',
    needNote: 'Write a note.',
    noteHint: 'Outside the lecture’s time a mark needs a note.',
    sendNote: 'Send with the note',
    proof: 'Confirm and send',
    again: 'Try again',
    discard: 'Discard',
    discarded: 'Discarded. What is on the server stands.',
    made: (when: string) => `done ${when}`,
    about: (what: string, whom: string) => `${what}: ${whom}`,
  },
};

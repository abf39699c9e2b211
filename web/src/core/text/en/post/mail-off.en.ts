// SPDX-License-Identifier: MIT
// The words of turning mails off, and of what stands in them, in English.

export const words = {
  mailOff: {
    title: 'Stop mails of this kind?',
    of: 'The mail that you came from told of:',
    others: (institution: string) => (institution ? `Mails of ${institution} stay on for everything else, and what concerns the safety of your account is always sent.` : 'Mails of everything else stay on, and what concerns the safety of your account is always sent.'),
    stop: 'Stop these mails',
    stopped: 'These mails have stopped',
    stoppedHint: 'You read what happened in the app, as before.',
    undo: 'Turn them on again',
    on: 'They are on again',
    onHint: 'You get these mails as before.',
    choose: 'Choose everything yourself',
    gone: 'This link turns no mails off',
    goneHint: 'It was cut off by a mail program, or its account is no longer there. Copy the whole link, or sign in and choose there.',
    signIn: 'Sign in',
    points: 'Say in the e-mail how many points I got',
    pointsHint: 'Otherwise it names the work alone: mailboxes are read on lock screens.',
    grades: 'Grades',
  },
};

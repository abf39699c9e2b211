// SPDX-License-Identifier: MIT
// The words about one's own account, in English.

export const accountEn = {
  stepUp: {
    title: 'Show that it is you',
    hint: 'This needs a code from your authenticator app. It is then not asked for again for ten minutes.',
    code: 'Code',
    codeHint: 'The six digits that your authenticator app shows now.',
    recovery: 'Recovery code',
    recoveryHint: 'One of the ten that you were given when you set up the app. It works once.',
    useRecovery: 'Use a recovery code',
    useApp: 'Use the app’s code',
    confirm: 'Confirm',
    need: 'Type the code.',
    absentTitle: 'Set up an authenticator app first',
    absent: 'This needs a second proof that it is you, and your account has none yet. Set up an authenticator app, then try again.',
    setUp: 'Go to my account',
  },
};

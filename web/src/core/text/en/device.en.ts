// SPDX-License-Identifier: MIT
// The words about being told on a device while the app is closed, in English.

export const words = {
  device: {
    title: 'On this device',
    lead: 'Be told as soon as attendance opens, also while the app is closed.',
    turnOn: 'Turn on notifications here',
    turnOff: 'Turn off',
    on: 'Notifications are on',
    onHint: 'They arrive on this device while the app is closed, until you sign out. A locked screen shows a general sentence, never a name.',
    test: 'Send a test',
    tested: 'On its way. It arrives in a few seconds.',
    turnedOn: 'Notifications are on.',
    turnedOff: 'Notifications are off on this device.',
    deniedTitle: 'Your browser blocks notifications here',
    denied: 'Allow them for this site: open its settings by the icon beside the address, or in the settings of your phone, and set Notifications to Allow. This page notices by itself.',
    iosTitle: 'Put the app on your home screen first',
    iosHint: 'An iPhone or iPad tells you only what an app on the home screen has to say.',
    iosSteps: ['Tap Share at the edge of the screen.', 'Choose Add to Home Screen.', 'Open the app from there, and turn notifications on here.'],
    cannotTitle: 'This browser cannot tell you while the app is closed',
    cannot: 'E-mail reaches you all the same: choose it below.',
    notAllowed: 'Nothing was turned on: the browser was not allowed to show notifications.',
    noService: 'The browser could not reach the service that delivers its notifications. Look at the connection and try again.',
    others: 'Elsewhere',
    since: (when: string) => `since ${when}`,
    endOther: (device: string) => `Turn off on ${device}`,
    kind: 'What',
    app: 'App',
    push: 'Push',
    email: 'E-mail',
    emails: { off: 'No e-mail', now: 'E-mail now', digest: 'Daily e-mail' },
    columns: 'App: in the list and at the bell. Push: on devices where you turned it on.',
  },
};

export type Words = typeof words;

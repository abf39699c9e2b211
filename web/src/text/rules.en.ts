// SPDX-License-Identifier: MIT
// The words of what is final and of the rules that warn, in English.

export const rulesEn = {
  final: {
    until: (when: string) => `Provisional until ${when}`,
    untilHint: 'Marks can be corrected. Warnings and e-mails about them leave then.',
    since: (when: string) => `Final since ${when}`,
    sinceHint: 'A mark that you change now is told to the student as a correction.',
    say: 'Marks are final',
    sayTitle: 'Are these marks final?',
    sayHint: 'Warnings and e-mails leave now. You can take this back only while nothing has been sent.',
    said: 'Final. What waited for it has been sent.',
    takeBack: 'Make provisional again',
    takenBack: 'Provisional again.',
    told: 'Somebody has been told because of it, so it stands. A mark can still be corrected by hand.',
    correction: (status: string) => `${status}, corrected after the marks were final`,
  },
};

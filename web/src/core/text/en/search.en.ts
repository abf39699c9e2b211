// SPDX-License-Identifier: MIT
// The words of going somewhere by typing, in English.

export const words = {
  search: {
    title: 'Go to',
    field: 'Search classes, people and pages',
    none: 'Nothing fits.',
    pages: 'Pages',
    classes: 'Classes',
    lectures: 'Lectures today',
    people: 'People',
    results: (n: number) => (n === 1 ? '1 result' : `${n} results`),
    newClass: 'New class',
    join: 'Join a class',
    leave: 'Ask for leave',
    faceCheck: 'Set up the face check',
    choices: 'Choose notifications',
    invite: 'Invite somebody',
    imports: 'Import people',
    settings: 'Settings',
    audit: 'Audit log',
    holidays: 'Holidays',
  },
};

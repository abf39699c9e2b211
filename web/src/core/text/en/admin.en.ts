// SPDX-License-Identifier: MIT
// The words of the administrator's first pages, in English.


export const words = {
  admin: {
    title: 'Overview',
    consented: 'Consented to face check',
    enrolled: 'Face check set up',
    noRefusals: 'No check was refused.',
    peopleTitle: 'People',
    nobody: 'Nobody fits.',
    more: 'Show more',
    shownOf: (shown: string, total: string) => `${shown} of ${total} shown`,
    unproven: 'Somebody typed this address and has not shown that it is theirs. Files and people who add by address do not find this account.',
    invite: 'Invite someone',
    inviteTitle: 'Invite someone',
    inviteHint: 'Makes a link for one person, valid once. Send it yourself.',
    inviteRole: 'Role',
    inviteButton: 'Make the link',
    inviteDone: 'The link is ready',
    inviteOnce: (day: string) => `It works once, until ${day}. It is shown only here.`,
    another: 'Invite another person',
  },
  flags: {
    title: 'Faces to look at',
    none: 'No two accounts share a face.',
    more: 'There are more of them: they come up as these are resolved.',
    hint: 'As long as a pair is open, both are asked for the room code when they mark attendance.',
    duplicate_face: (name: string, other: string) => `${name} enrolled the face of ${other}`,
    look_alike: (name: string, other: string) => `${name} looks very much like ${other}`,
    same_pictures: (name: string, other: string) => `${name} has shown pictures of ${other}’s`,
    resolve: 'Resolve',
    resolveTitle: 'Resolve this pair',
    resolveHint: 'Look at both people first. Your note is kept with the pair and in the audit log stands that you resolved it.',
    note: 'What you found',
    noteNeeded: 'Write what you found.',
    resolved: 'Resolved.',
  },
  identification: {
    law: 'This is identification: one face against many. The EU AI Act may count it as high risk, and data protection law asks for an assessment first and for a real choice of those who do not want it. Comparing a student’s own face with that student’s own template is not meant. Ask your data protection officer before you turn it on.',
    turnOn: 'Turn on',
    sureTitle: 'Turn on class photos?',
    logged: 'It holds for all classrooms at once and is kept in the audit log.',
  },
};

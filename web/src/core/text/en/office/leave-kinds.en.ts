// SPDX-License-Identifier: MIT
// The words of the kinds of leave, in English.

import { englishPlural as plural } from '../../plural';

export const words = {
  leaveKinds: {
    title: 'Kinds of leave',
    hint: 'Who decides, whether evidence is asked for, and who may see it. While there are none, each course’s staff decides.',
    none: 'No kinds yet',
    noneHint: 'Students ask for leave without one, and the staff of each course decides.',
    add: 'New kind',
    edit: 'Change',
    editOf: (name: string) => `Change ${name}`,
    name: 'Name',
    needName: 'Write a name.',
    decider: 'Who decides',
    deciders: { staff: 'Each course’s staff', office: 'An office, for all courses' },
    evidence: 'Evidence',
    evidences: { none: 'None', optional: 'May be added', required: 'Needed' },
    evidenceFor: 'Who may see evidence',
    evidenceFors: { staff: 'Those courses’ teachers', office: 'The office alone' },
    officers: 'The office',
    officersHint: 'Professors and administrators. Nobody chosen: every administrator.',
    find: 'Name or e-mail',
    addOfficer: (name: string) => `Add ${name}`,
    takeOfficer: (name: string) => `Take ${name} out`,
    everyAdministrator: 'Every administrator',
    gives: 'An accepted one counts as',
    givesHint: 'A classroom that has a status of this kind’s name, such as “On duty”, gives that one instead.',
    daysAfter: 'Days after its end in which it may still be asked for',
    until: (days: number) => `Until ${plural(days, 'day', 'days')} after its end`,
    retired: 'Retired',
    retire: 'Retired: cannot be asked for any more',
    save: 'Save',
    saved: 'Saved.',
  },
};

// SPDX-License-Identifier: MIT
// The words of the copy of one's data, in English.

export const words = {
  copy: {
    inside: 'What is in it',
    insideHint: 'A page that explains everything (index.html), tables for a spreadsheet, the same in full for programs, and the files that you sent. The copy can be passed on: the template of your face is not in it.',
    template: 'The template of your face',
    templateHint: 'The numbers that your face is recognised by, as a file for you alone. It needs fresh proof that it is you, stands in the log, and is not kept here.',
    wanted: 'I want the template, too',
    save: 'Save the template',
    saved: 'The template is saved. Keep it to yourself, or delete it.',
    none: 'Your face is not enrolled: there is no template.',
  },
};

// SPDX-License-Identifier: MIT
// The words of rosters, in English: why a row of one is as it is, and what is asked before many lose their place.

export const words = {
  rosters: {
    reasons: {
      absent_unsure: 'A row of the file cannot be read, so nobody can say who is missing in it: no place ends.',
      manifest_guessed: 'There is no manifest.csv: the tables were found by their names, and whoever is missing in them stays.',
      part_not_begun: 'This enrolment has not begun yet: it is made by the first file from its day on.',
      place_absent: 'A roster has put them there, and this file does not have them any more: their place ends.',
      place_by_hand: 'Somebody has put them into the class by hand: a roster does not end that.',
      place_ends: 'Their place in the class ends.',
      role_unsaid: 'The files do not say whether this is a student or a teacher: no account is made.',
      role_without_account: 'People with this role get no account and no part in a class here; accounts that are there stay.',
      term_over: 'The term of this class is over: no classroom is made.',
    } as Record<string, string>,
    takesAway: {
      title: 'This roster takes many people out of their classes',
      says: (places: string, of: string) =>
        `Of the ${of} places in classes that rosters have made, ${places} would end. What people have been marked stays. Often a file is simply not whole: look at the rows “Changed” first.`,
      field: 'How many places may end?',
      hint: (places: string) => `Type ${places} to go on.`,
      few: (places: string, of: string) => `${places} of ${of} places in classes that rosters have made would end. What people have been marked stays.`,
    },
  },
};

// SPDX-License-Identifier: MIT
// The words of files that leave: registers, plans, grades, people, marks.

export const words = {
  exports: {
    take: 'Download',
    excel: 'Excel',
    csv: 'CSV',
    forms: {
      moodle_marks: 'For Moodle, a row a mark',
      lectures: 'Lectures, Excel',
      moodle_lectures: 'Lectures, for Moodle',
      grades: 'Grades, Excel',
    },
    grades: 'Grades',
    gradesForms: { xlsx: 'Excel', csv: 'CSV', long: 'CSV, a row a grade' },
    people: 'Download these people',
    marks: 'All marks as a file',
    marksHint: 'A CSV with a row for each mark of the days, the term and the department chosen above. It takes a moment for a large institution.',
    roster: 'The institution as a roster',
    rosterHint: 'A OneRoster 1.2 archive of people, classes and who is in them, for another system. There are no faces and no marks in it. Brought in here again, it changes nothing.',
    fileMake: 'Make the file',
    fileMaking: 'The file is being made.',
    fileReady: 'The file is ready.',
    fileSave: 'Save the file',
    fileFailed: 'The file could not be made.',
  },
};

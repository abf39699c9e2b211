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
    marksMake: 'Make the file',
    marksMaking: 'The file is being made.',
    marksReady: 'The file is ready.',
    marksSave: 'Save the file',
    marksFailed: 'The file could not be made.',
  },
};

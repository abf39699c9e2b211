// SPDX-License-Identifier: MIT
// What is told of the cells of a file that is imported, in English.

export const words = {
  importCells: {
    column: 'Column',
    noted: 'How the file was read',
    missing: 'A column is missing',
    anyName: 'Columns may be called otherwise, in other languages and by other systems; days, roles and statuses are read as people write them.',
    /** By code; where this table has none, the server's own sentence stands. */
    reasons: {} as Record<string, string>,
  },
};

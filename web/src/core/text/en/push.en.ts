// SPDX-License-Identifier: MIT
// What a push says on a screen that others may see too: in general, of nobody. For the service worker, in English.

export const words = {
  window_opened: ['Attendance is open', 'Tap to mark that you are there.'],
  lecture_soon: ['A lecture starts soon', 'Tap to see which one, and where.'],
  lecture_changed: ['A lecture has changed', 'It was moved or cancelled. Tap to see which one.'],
  below_threshold: ['News of your attendance', 'Tap to read it.'],
  out_of_reach: ['News of your attendance', 'Tap to read it.'],
  board_item: ['Something new on a board', 'Tap to read it.'],
  graded: ['Work of yours is graded', 'Tap to see it.'],
  request: ['A request waits for you', 'Tap to answer it.'],
  request_answered: ['Your request is answered', 'Tap to read the answer.'],
  join_request: ['Somebody waits to be let in', 'Tap to answer.'],
  new_device: ['New sign-in to your account', 'Tap to see whether it was you.'],
  mark_changed: ['A mark of yours was changed', 'Tap to see it.'],
  job_done: ['Your work is done', 'What you started has ended. Tap to see it.'],
  erasure_request: ['A privacy request waits for you', 'Tap to answer it.'],
  missed_in_a_row: ['News of your attendance', 'Tap to read it.'],
  missed_within: ['News of your attendance', 'Tap to read it.'],
  student_warned: ['News of a class', 'Tap to read it.'],
  student_left: ['News of a class', 'Tap to read it.'],
  not_taken: ['Attendance was not taken', 'Tap to take it now.'],
  class_added: ['You were added to a class', 'Tap to accept it.'],
  token_made: ['A program was given access', 'Tap to see which, and to end it.'],
  token_ends: ['The access of a program ends soon', 'Tap to see which.'],
  kiosk_moved: ['A kiosk is in another network', 'Tap to see which one.'],
  several: ['Several things are new', 'Tap to read them.'],
  test: ['It works', 'This is how you are told on this device.'],
  other: ['There is something new', 'Tap to read it.'],
} satisfies Record<string, readonly [string, string]>;

/** A title and a sentence for each kind of the server's; `other`: of a newer server. */
export type PushWords = Record<keyof typeof words, readonly [string, string]>;

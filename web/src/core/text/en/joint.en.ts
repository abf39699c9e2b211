// SPDX-License-Identifier: MIT
// The words of hours that classrooms hold together, in English.

export const words = {
  joint: {
    with: (names: string) => `Together with ${names}`,
    open: 'Hold together with another classroom',
    title: 'Hold together with another classroom',
    hint: 'One hour for several classrooms: time, room, attendance window and room code are one; each classroom keeps its own marks.',
    classroom: 'Classroom',
    classroomHint: 'Its lecture at the same time is taken in; where there is none, one is made.',
    none: 'You teach no other classroom that could be added.',
    hold: 'Hold together',
    held: 'Held together.',
    nowWith: 'Held together with',
    apart: 'Hold it alone again',
    photoDone: (name: string) => `The students of ${name} are done.`,
    photoHint: 'The same pictures can be searched for the other classrooms of this hour.',
    photoNext: (name: string) => `Go on with ${name}`,
    parted: 'Held alone again. Each classroom keeps its marks.',
  },
};

// SPDX-License-Identifier: MIT
// What the reader may do in a classroom, by their part in it; the server decides, this only hides what it would refuse.

import type { Classroom } from '../../core/types';

type WithPart = Pick<Classroom, 'part' | 'archived'>;

/** Takes attendance, writes on the board, grades. */
export const isStaff = (classroom: WithPart) => ['owner', 'teacher', 'assistant'].includes(classroom.part);

/** Changes plans and settings, answers requests. */
export const isTeacher = (classroom: WithPart) => classroom.part === 'owner' || classroom.part === 'teacher';

/** The way back from a page inside the classroom. */
export const homeOf = (classroom: Pick<Classroom, 'id' | 'part'>) =>
  classroom.part === 'student' ? `/record/${classroom.id}` : `/classroom/${classroom.id}`;

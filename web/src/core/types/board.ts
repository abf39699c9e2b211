// SPDX-License-Identifier: MIT
// The board and what is handed in.

import type { Answers, Schemas } from './api';

export type BoardFile = Schemas['file'];
/** `body` is Markdown, `html` the same made safe by the server. */
export type BoardItem = Schemas['board_item'];
export type BoardPageAnswer = Answers['getClassroomBoard'];
export type HandIn = Schemas['hand_in'];

export type BoardKind = BoardItem['kind'];
export const BOARD_KINDS: readonly BoardKind[] = ['announcement', 'notice', 'assessment'];

// SPDX-License-Identifier: MIT
// The board and what is handed in.

import type { Person } from './people';

export type BoardKind = 'announcement' | 'notice' | 'assessment';
export const BOARD_KINDS: readonly BoardKind[] = ['announcement', 'notice', 'assessment'];

export interface BoardFile {
  id: number;
  name: string;
  type: string;
  size: number;
  created_at: string;
}

export interface BoardItem {
  id: number;
  classroom_id: number;
  kind: BoardKind;
  title: string;
  /** Markdown. */
  body: string;
  /** The body made safe by the server. */
  html: string;
  author: Person;
  points: number | null;
  due_at: string | null;
  pinned: boolean;
  publish_at: string;
  published: boolean;
  version: number;
  created_at: string;
  updated_at: string;
  files: BoardFile[];
  read: boolean;
  reads: number;
  handed_in: number;
  graded: number;
  students: number;
}

export interface BoardPageAnswer {
  items: BoardItem[];
  next: number | null;
}

export interface HandIn {
  student: Person;
  handed_in: boolean;
  text: string | null;
  files: BoardFile[];
  handed_in_at: string | null;
  late: boolean;
  version: number;
  points: number | null;
  comment: string | null;
  graded_by: Person | null;
  graded_at: string | null;
}

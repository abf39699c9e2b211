// SPDX-License-Identifier: MIT
// The head of a subject's pages, and its places.

import { text } from '../../core/text';
import { PageHead } from '../../ui/basics';
import { Tabs } from '../../ui/tabs';
import { facts } from '../../core/text/format';
import type { Classroom } from '../../core/types';

interface Props {
  classroom: Classroom;
  place: 'record' | 'requests';
  /** Requests that wait for an answer. */
  open?: number;
  children?: preact.ComponentChildren;
}

export function SubjectHead({ classroom, place, open = 0, children }: Props) {
  const { places, subjects } = text().app;
  const record = `/record/${classroom.id}`;
  const path = place === 'record' ? record : `${record}/requests`;
  return (
    <div class="class-head">
      <PageHead title={classroom.subject} back="/subjects" backWord={subjects} sub={facts([classroom.section, classroom.professor.name, classroom.term])}>
        {children}
      </PageHead>
      <Tabs
        label={classroom.subject}
        path={path}
        tabs={[
          { href: record, word: places.record },
          { href: `/classroom/${classroom.id}/board`, word: places.board },
          { href: `${record}/requests`, word: places.requests, count: open },
        ]}
      />
    </div>
  );
}

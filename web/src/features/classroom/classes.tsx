// SPDX-License-Identifier: MIT
// The classes of whoever teaches: this term's as cards, the archived ones below.

import { useLoad, usePageTitle, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { settings as settingsWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { TaughtCard } from '../../ui/class/taught-card';
import { Icon } from '../../ui/icons';
import { isTeacher } from '../../ui/class/part';
import { facts } from '../../core/text/format';
import type { Classroom, TaughtClass, Teaching } from '../../core/types';

const text = words(settingsWords, taughtWords, teachingWords);

const REFRESH_SECONDS = 30;

/** To be read, and to be copied into the next term. */
function Archived({ classrooms }: { classrooms: readonly Classroom[] }) {
  const t = text();
  if (classrooms.length === 0) return null;
  return (
    <details class="archived">
      <summary>
        <Icon name="history" />
        {t.taught.classes.archived(classrooms.length)}
      </summary>
      <ul class="card rows">
        {classrooms.map((classroom) => (
          <li key={classroom.id} class="row today-row">
            <div>
              <p class="row-lead">
                <a class="cover" href={`/classroom/${classroom.id}`}>
                  <bdi>{classroom.subject}</bdi>
                </a>
              </p>
              <p class="muted small">{facts([classroom.section, classroom.term, t.professor.students(classroom.students)])}</p>
            </div>
            {isTeacher(classroom) && (
              <div class="today-action">
                <LinkButton href={`/classroom/${classroom.id}/copy`} icon="copy" kind="quiet" label={`${t.copy.open}: ${classroom.subject}`}>
                  {t.copy.open}
                </LinkButton>
              </div>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function byNext(one: TaughtClass, other: TaughtClass): number {
  const at = ({ next }: TaughtClass) => (next ? Date.parse(next.starts_at) : Infinity);
  const live = ({ classroom }: TaughtClass) => (classroom.live ? 0 : 1);
  return live(one) - live(other) || (at(one) === at(other) ? 0 : at(one) - at(other));
}

export function ClassesPage() {
  const t = text().taught.classes;
  usePageTitle(t.title);
  const page = useLoad<Teaching>('/api/user/teaching');
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  const all = page.data?.classes ?? [];
  const now = all.filter(({ classroom }) => !classroom.archived).sort(byNext);
  const archived = all.filter(({ classroom }) => classroom.archived).map(({ classroom }) => classroom);
  return (
    <>
      <PageHead title={t.title}>
        {now.length > 0 && (
          <LinkButton href="/classrooms/new" kind="primary" icon="plus">
            {t.new}
          </LinkButton>
        )}
      </PageHead>
      <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />
      {!page.data && !page.problem && <Skeleton rows={4} />}
      {page.data && now.length === 0 && (
        <Empty icon="book" title={t.none} hint={t.noneHint}>
          <LinkButton href="/classrooms/new" kind="primary" icon="plus">
            {t.new}
          </LinkButton>
        </Empty>
      )}
      {now.length > 0 && (
        <ul class="taught-cards">
          {now.map((entry) => (
            <TaughtCard key={entry.classroom.id} entry={entry} />
          ))}
        </ul>
      )}
      <Archived classrooms={archived} />
    </>
  );
}

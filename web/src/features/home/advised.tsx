// SPDX-License-Identifier: MIT
// Whose adviser one is, and how these students stand in their classrooms.

import { usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { rules as rulesWords } from '../../core/text/books';
import { Avatar } from '../../ui/avatar';
import { Empty, PageHead, ProblemNotice, Skeleton, StandingMeter } from '../../ui/basics';
import { MoreButton } from '../../ui/more';
import { dayInside, facts } from '../../core/text/format';
import type { AdvisedPage as Answer, AdvisedStudent } from '../../core/types';

const text = words(rulesWords);

export function AdvisedPage() {
  const t = text().rules;
  usePageTitle(t.advised);
  const list = useList<AdvisedStudent, Answer>('/api/user/advised', (answer) => answer.students);
  return (
    <div class="narrow">
      <PageHead title={t.advised} back="/" sub={t.advisedHint} />
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="people" title={t.noAdvised} />}
      {list.items?.map(({ student, classrooms }) => (
        <section key={student.id} class="card" aria-label={student.name}>
          <h2 class="person-row">
            <Avatar id={student.id} name={student.name} />
            <bdi>{student.name}</bdi>
          </h2>
          {classrooms.length === 0 && <p class="muted">{t.noClassrooms}</p>}
          <ul class="rows">
            {classrooms.map((one) => (
              <li key={one.subject + (one.term ?? '')} class="advised">
                <p class="row-lead">{facts([one.subject, one.term])}</p>
                <div data-below={one.standing.outlook.below || one.standing.outlook.out_of_reach}>
                  <StandingMeter standing={one.standing} />
                </div>
                {one.warned_at && <p class="doubt">{t.warned(dayInside(one.warned_at))}</p>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <MoreButton list={list} />
    </div>
  );
}

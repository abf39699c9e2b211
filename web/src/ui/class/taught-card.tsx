// SPDX-License-Identifier: MIT
// A class of whoever teaches it: what comes next, how the last lecture was, and attendance in one tap.

import { now } from '../../core/clock';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { day, facts, percent, span } from '../../core/text/format';
import type { TaughtClass } from '../../core/types';
import { LinkButton } from '../basics';
import { InstantButton } from './instant';
import { Icon } from '../icons';
import { expected } from './statuses';
import { StartButton, stageOf } from './start';

const text = words(taughtWords, teachingWords);

function Next({ entry: { classroom, next } }: { entry: TaughtClass }) {
  const t = text().taught.classes;
  const zone = classroom.timezone;
  return (
    <p class="taught-fact">
      <Icon name="calendar" />
      <span>
        <span class="muted">{t.next}: </span>
        {next ? facts([day(next.starts_at, zone), span(next.starts_at, next.ends_at, zone), next.room]) : <span class="muted">{t.noNext}</span>}
      </span>
    </p>
  );
}

function Last({ entry: { classroom, last } }: { entry: TaughtClass }) {
  const t = text();
  const of = last ? expected(last.counts) : 0;
  return (
    <p class="taught-fact">
      <Icon name="chart" />
      <span>
        <span class="muted">{t.taught.classes.last}: </span>
        {last && of > 0 ? (
          facts([day(last.starts_at, classroom.timezone), percent((100 * last.counts.attended) / of), t.classroom.came(last.counts.attended, of)])
        ) : (
          <span class="muted">{t.taught.classes.neverTaken}</span>
        )}
      </span>
    </p>
  );
}

/** One tap: to the list that is open, to the lecture that is due, or to one that was not planned. */
export function ClassAction({ entry: { classroom, next } }: { entry: TaughtClass }) {
  const t = text();
  if (classroom.live) {
    return (
      <LinkButton href={`/lecture/${classroom.live.id}`} icon="people" kind="primary" label={`${t.professor.openLive}: ${classroom.subject}`}>
        {t.professor.openLive}
      </LinkButton>
    );
  }
  if (next && stageOf(next, now()) === 'soon') return <StartButton lecture={next} />;
  return classroom.part === 'assistant' ? null : <InstantButton classroom={classroom} quiet />;
}

export function TaughtCard({ entry, heading: Heading = 'h2' }: { entry: TaughtClass; heading?: 'h2' | 'h3' }) {
  const t = text();
  const { classroom } = entry;
  const part = { assistant: t.taught.classes.assists, teacher: t.taught.classes.coTeaches } as Record<string, string>;
  return (
    <li class="card taught-card" data-class={classroom.id}>
      <div class="taught-head">
        <Heading>
          <a class="cover" href={`/classroom/${classroom.id}`}>
            <bdi>{classroom.subject}</bdi>
          </a>
        </Heading>
        {classroom.live && (
          <span class="chip chip-P">
            <span class="chip-word">{t.professor.liveNow}</span>
          </span>
        )}
      </div>
      <p class="muted">{facts([classroom.section, classroom.term, t.professor.students(classroom.students), part[classroom.part]])}</p>
      {!(classroom.live && entry.next?.id === classroom.live.id) && <Next entry={entry} />}
      <Last entry={entry} />
      <div class="taught-action">
        <ClassAction entry={entry} />
      </div>
    </li>
  );
}

// SPDX-License-Identifier: MIT
// The marks of a lecture: their counts, and the list that is worked in.

import { useId, useMemo, useState } from 'preact/hooks';
import { Empty } from '../../ui/basics';
import { Choices, Field } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { finds } from '../../core/fold';
import { StatusChip } from '../../ui/status';
import { expected, lineOf, type Statuses } from '../../ui/statuses';
import { text } from './words';
import { clockTime, day, facts } from '../../core/text/format';
import type { Attendance, Counts, Mark } from '../../core/types';
import { BulkBar } from './bulk';

export function CountTiles({ counts }: { counts: Counts }) {
  const t = text();
  const tiles = [
    ['came', t.lecture.came(expected(counts)), counts.attended],
    ['absent', t.lecture.absent, counts.missed],
    ['unmarked', t.lecture.without, counts.unmarked],
    ['room', t.lecture.inRoom, counts.in_room],
  ] as const;
  return (
    <dl class="tiles" aria-label={t.lecture.counts}>
      {tiles.map(([key, label, value]) => (
        <div key={key} class={`tile tile-${key}`} data-count={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function MarkRow({ mark, set, zone, own, fresh, onEdit }: { mark: Mark; set: Statuses; zone: string; own: boolean; fresh: boolean; onEdit: () => void }) {
  const t = text();
  const about = [
    mark.left_at ? t.register.left(day(mark.left_at, zone)) : null,
    mark.other_group ? t.groups.other : mark.outside ? t.register.outside : null,
    mark.status && mark.marked_at ? clockTime(mark.marked_at, zone) : null,
    mark.status === 'L' && mark.minutes_late ? t.student.minutesLate(mark.minutes_late) : null,
    mark.status && mark.method === 'face' ? t.student.byFace : null,
    mark.status && mark.method === 'photo' ? t.photo.byPhoto : null,
    mark.status && mark.method === 'code' ? t.live.byCode : null,
    mark.status && mark.method === 'close' ? t.live.byClose : null,
    mark.status && mark.method === 'leave' ? t.live.byLeave : null,
    mark.status && mark.method === 'import' ? t.live.byImport : null,
    mark.status && mark.method === 'manual' && mark.marked_by ? t.lecture.by(mark.marked_by.name) : null,
  ].filter(Boolean);
  const inside = (
    <>
      <div>
        <p class="row-lead">{mark.student.name}</p>
        <p class="muted">{facts(about)}</p>
        {mark.note && <p class="note">{mark.note}</p>}
        {mark.flags.map((flag) => (
          <p key={flag} class="doubt" data-flag={flag}>
            <Icon name="alert" />
            <span>{t.live.flag[flag]?.[0] ?? flag.replaceAll('_', ' ')}</span>
          </p>
        ))}
      </div>
      {!mark.outside && <StatusChip set={set} status={mark.status} word={mark.status !== null} />}
    </>
  );
  return (
    <li class={fresh ? 'fresh' : mark.left_at ? 'gone' : undefined} data-student={mark.student.id} data-status={mark.status ?? 'none'}>
      {own && !mark.left_at ? (
        <button type="button" class="row row-link row-button" onClick={onEdit}>
          {inside}
        </button>
      ) : (
        <div class="row">{inside}</div>
      )}
    </li>
  );
}

type Filter = 'all' | 'unmarked' | 'room';

interface MarkListProps {
  state: Attendance;
  own: boolean;
  fresh: number | null;
  /** Of lectures held together: whose list it is. */
  title?: string | undefined;
  onEdit: (mark: Mark) => void;
  onMarks: (marks: Mark[]) => void;
}

export function MarkList({ state, own, fresh, title, onEdit, onMarks }: MarkListProps) {
  const t = text();
  const heading = useId();
  const set = state.classroom.statuses;
  const [filter, setFilter] = useState<Filter>('all');
  const [query, setQuery] = useState('');
  const shown = useMemo(() => {
    const shows = (mark: Mark) => {
      // Other groups come up when somebody of them is looked for.
      if (query.trim() === '' && mark.outside && mark.other_group) return false;
      if (filter === 'unmarked') return mark.status === null && !mark.outside;
      return filter === 'all' || (mark.status !== null && lineOf(set, mark.status).in_room);
    };
    return state.marks.filter((mark) => shows(mark) && finds(mark.student.name, query));
  }, [state.marks, set, filter, query]);
  const hidden = state.marks.filter((mark) => mark.outside && mark.other_group).length;
  const none = () => {
    if (state.marks.length === 0) return t.lecture.nobody;
    return filter === 'unmarked' && !query && state.counts.unmarked === 0 ? t.lecture.everybody : t.lecture.nobodyFound;
  };
  return (
    <section aria-labelledby={heading}>
      <div class="section-head">
        <h2 id={heading}>{title ?? t.lecture.list}</h2>
        <Choices
          legend={t.lecture.filter}
          hideLegend
          name={`filter-${state.lecture.id}`}
          value={filter}
          onChange={setFilter}
          choices={[
            { value: 'all', label: `${t.lecture.all} ${state.counts.students}` },
            { value: 'unmarked', label: `${t.lecture.unmarked} ${state.counts.unmarked}` },
            { value: 'room', label: `${t.lecture.inRoom} ${state.counts.in_room}` },
          ]}
        />
      </div>
      {own && !state.lecture.cancelled && !state.classroom.archived && <BulkBar state={state} onMarks={onMarks} />}
      {(state.marks.length > 8 || hidden > 0) && (
        <Field label={t.lecture.search} name="search" type="search" optional={false} value={query} onInput={setQuery} />
      )}
      {shown.length === 0 ? (
        <Empty icon="people" title={none()} />
      ) : (
        <ul class="card rows" aria-label={title ?? t.lecture.list}>
          {shown.map((mark) => (
            <MarkRow
              key={mark.student.id}
              mark={mark}
              set={set}
              zone={state.classroom.timezone}
              own={own}
              fresh={fresh === mark.student.id}
              onEdit={() => onEdit(mark)}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && !query.trim() && <p class="muted small">{t.groups.hidden(hidden)}</p>}
      {!own && <p class="muted small">{t.lecture.readOnly}</p>}
    </section>
  );
}

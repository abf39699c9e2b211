// SPDX-License-Identifier: MIT
// A student's own record in one subject: the picture of the term, the percentage with its denominator, each lecture by month.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useLoad, usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { AddedCard, LeaveClass } from '../../ui/class/added';
import { Button, Empty, PageHead, ProblemNotice, Skeleton, standingWords } from '../../ui/basics';
import { ProvisionalLine } from '../../ui/class/finality';
import { placesOf } from '../../ui/class/group-places';
import { groupWords, placeWords } from '../../ui/class/groups';
import { iconsReady } from '../../ui/icons';
import { MoreButton } from '../../ui/more';
import type { ReceiptSheet } from '../../ui/receipt';
import { OutlookLine } from '../../ui/class/outlook';
import { ruleLine, standLine } from '../../ui/class/rule-words';
import { StatusChip } from '../../ui/class/status';
import type { Statuses } from '../../ui/class/statuses';
import { Strip } from '../../ui/class/strip';
import { standingTone, TrendSign } from '../../ui/study/subject-card';
import { recordCells } from '../../ui/study/term';
import { WindowChip } from '../../ui/class/window-chip';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { explain, words, wordsReady } from '../../core/text';
import {
  groups as groupsWords,
  lecture as lectureWords,
  live as liveWords,
  own as ownWords,
  receipt as receiptWords,
  rules as rulesWords,
} from '../../core/text/books';
import { Problem } from '../../core/api';
import { clockTime, day, dayAndTime, facts, monthOf, percent, shortDay, span } from '../../core/text/format';
import type { GroupsPage, Mark, OwnRefusal, OwnRefusalPage, RequestPage, Standing, StudentRecord } from '../../core/types';
import { AskSheet } from './ask';
import { SubjectHead } from './head';

const text = words(groupsWords, lectureWords, liveWords, ownWords, receiptWords, rulesWords);

export type Entry = StudentRecord['lectures'][number];

/** How a mark came about, in words. */
export function howMarked(mark: Mark | null, zone: string): string {
  const t = text();
  if (!mark?.status) return '';
  const methods: Partial<Record<NonNullable<Mark['method']>, string>> = {
    face: t.student.byFace,
    photo: t.photo.byPhoto,
    code: t.live.byCode,
    close: t.live.byClose,
    leave: t.live.byLeave,
    ...(mark.marked_by && { manual: t.student.byHand(mark.marked_by.name) }),
  };
  return facts([
    mark.marked_at && mark.method !== 'close' && mark.method !== 'leave' ? clockTime(mark.marked_at, zone) : null,
    mark.method ? methods[mark.method] : null,
    mark.status === 'L' && mark.minutes_late ? t.student.minutesLate(mark.minutes_late) : null,
  ]);
}

/** Fetched when it is asked for. */
function ReceiptOf({ lecture, when }: { lecture: number; when: string }) {
  const t = text().receipt;
  const [Sheet, setSheet] = useState<typeof ReceiptSheet | null>(null);
  const open = () =>
    void import('../../ui/receipt').then(async (found) => {
      await Promise.all([wordsReady(), iconsReady()]);
      setSheet(() => found.ReceiptSheet);
    });
  return (
    <>
      <button type="button" class="receipt-open" aria-label={t.of(when)} onClick={open} data-receipt={lecture}>
        {t.title}
      </button>
      {Sheet && <Sheet lecture={lecture} day={when} onClose={() => setSheet(null)} />}
    </>
  );
}

function RecordRow({ entry, set, zone }: { entry: Entry; set: Statuses; zone: string }) {
  const t = text();
  const { lecture, mark, outside, left_out: leftOut } = entry;
  const how = howMarked(mark, zone);
  // A mark that was taken away has its receipts, too.
  const hasReceipt = mark?.status || (lecture.taken && !outside && Date.parse(lecture.ends_at) <= now());
  return (
    <li class="row record-row" data-lecture={lecture.id}>
      <div class="record-row-head">
        <p class="row-lead">{day(lecture.starts_at, zone)}</p>
        {outside && !lecture.cancelled ? (
          <p class="muted record-outside">{t.student.outside}</p>
        ) : mark?.status || (lecture.taken && !lecture.cancelled) ? (
          <StatusChip set={set} status={mark?.status ?? null} />
        ) : (
          <WindowChip lecture={lecture} />
        )}
      </div>
      <div class="record-row-body">
        <div>
          <p class="muted">{facts([span(lecture.starts_at, lecture.ends_at, zone), lecture.title, lecture.room, groupWords(lecture.groups)])}</p>
          {how && <p class="muted">{how}</p>}
          {leftOut && <p class="muted">{t.student.leftOutHere}</p>}
          {mark?.note && (
            <p class="note" dir="auto">
              {mark.note}
            </p>
          )}
          {(mark?.status || lecture.taken) && !outside && <ProvisionalLine lecture={lecture} zone={zone} />}
        </div>
        {hasReceipt && <ReceiptOf lecture={lecture.id} when={shortDay(lecture.starts_at, zone)} />}
      </div>
    </li>
  );
}

/** In which groups one is, and from when in another. */
function OwnGroups({ classroom, zone }: { classroom: string; zone: string }) {
  const t = text().groups;
  const page = useLoad<GroupsPage>(`/api/classroom/${classroom}/groups`);
  const own = currentUser()?.id ?? 0;
  const places = page.data ? placesOf(own, page.data.places, page.data.groups, Date.parse(page.data.server_time)) : [];
  if (places.length === 0) return null;
  return (
    <p class="own-groups small">
      <span class="muted">{t.yours}: </span>
      {places.map((place) => placeWords(place, zone)).join(', ')}
    </p>
  );
}

function StandingFigures({ standing }: { standing: Standing }) {
  const t = text();
  const { trend } = standing;
  if (standing.counted === 0 || standing.percentage === null) return <p class="muted">{standingWords(standing, t.student.noneTaken)}</p>;
  const words = facts([
    t.own.record.summary(standing.attended, standing.counted),
    standing.excused > 0 && t.own.record.excused(standing.excused),
    standing.left_out > 0 && t.student.leftOut(standing.left_out),
    standing.outlook.remaining > 0 && t.own.record.rest(standing.outlook.remaining),
  ]);
  return (
    <>
      <div class="record-figures">
        <p class={`record-percent study-${standingTone(standing)}`}>{percent(standing.percentage)}</p>
        <div>
          <p>{words}</p>
          {trend.direction && trend.recent !== null && (
            <p class="muted record-trend">
              <TrendSign trend={trend} />
              {t.own.term.trend(percent(trend.recent), trend.recent_counted)}
            </p>
          )}
        </div>
      </div>
      <OutlookLine standing={standing} />
    </>
  );
}

function Rules({ data }: { data: StudentRecord }) {
  const t = text();
  if (data.rules.length === 0 && data.standing.leave_out === 0) return null;
  return (
    <details class="rules-here">
      <summary>{t.rules.here}</summary>
      {data.standing.leave_out > 0 && <p class="muted small">{t.student.leaveOutRule(data.standing.leave_out)}</p>}
      {data.rules.length > 0 && (
        <>
          <ul>
            {data.rules.map((rule) => (
              <li key={rule.kind} data-rule={rule.kind}>
                {ruleLine(rule, data.classroom.threshold_percent)}: <strong>{standLine(rule)}</strong>
              </li>
            ))}
          </ul>
          <p class="muted small">{t.rules.finalOnly}</p>
        </>
      )}
    </details>
  );
}

/** Newest first, by month; what is to come stands by itself, folded. */
function ByMonth({ entries, set, zone }: { entries: readonly Entry[]; set: Statuses; zone: string }) {
  const t = text().own.record;
  const coming = entries.filter(({ lecture }) => Date.parse(lecture.starts_at) > now());
  const begun = entries.filter(({ lecture }) => Date.parse(lecture.starts_at) <= now());
  const months = new Map<string, Entry[]>();
  for (const entry of begun) {
    const month = monthOf(entry.lecture.starts_at, zone);
    months.set(month, [...(months.get(month) ?? []), entry]);
  }
  const rows = (list: readonly Entry[]) => (
    <ul class="card rows">
      {list.map((entry) => (
        <RecordRow key={entry.lecture.id} entry={entry} set={set} zone={zone} />
      ))}
    </ul>
  );
  return (
    <>
      {coming.length > 0 && (
        <details class="record-coming">
          <summary>
            {t.upcoming} <span class="count">{coming.length}</span>
          </summary>
          {rows([...coming].reverse())}
        </details>
      )}
      {[...months].map(([month, list]) => (
        <section key={month} aria-label={month}>
          <h2 class="record-month">{month}</h2>
          {rows(list)}
        </section>
      ))}
    </>
  );
}

/** The server's own sentences stand where the language has none. */
function refusalWords({ code, detail, next }: OwnRefusal) {
  return explain(new Problem(0, { code, detail: detail ?? '', next: next ?? '' }));
}

function RefusalRow({ refusal, zone }: { refusal: OwnRefusal; zone: string }) {
  const { detail, next } = refusalWords(refusal);
  return (
    <li class="row" data-refusal={refusal.code}>
      <div>
        <p class="row-lead">{detail}</p>
        {next && <p class="muted">{next}</p>}
      </div>
      <p class="row-time muted">{dayAndTime(refusal.at, zone)}</p>
    </li>
  );
}

/** One's own checks that did not succeed: when, why, what helps. */
function Refusals({ classroom, zone }: { classroom: string; zone: string }) {
  const t = text().own.record;
  const list = useList<OwnRefusal, OwnRefusalPage>(`/api/student/record/${classroom}/refusals?limit=20`, (answer) => answer.refusals);
  if (!list.items || list.items.length === 0) return null;
  return (
    <details class="record-refusals">
      <summary>{t.refusals}</summary>
      <p class="muted small">{t.refusalsHint}</p>
      <ul class="card rows">
        {list.items.map((refusal) => (
          <RefusalRow key={refusal.id} refusal={refusal} zone={zone} />
        ))}
      </ul>
      <MoreButton list={list} />
    </details>
  );
}

export function RecordPage({ classroom }: { classroom: string }) {
  const t = text();
  const record = useLoad<StudentRecord>(`/api/student/record/${classroom}`);
  const requests = useLoad<RequestPage>('/api/student/requests?limit=200');
  const [asking, setAsking] = useState(false);
  const data = record.data;
  usePageTitle(data ? t.student.recordOf(data.classroom.subject) : t.student.record);
  if (!data) {
    return (
      <div class="reading">
        <PageHead title={t.student.record} back="/subjects" />
        {record.problem ? <ProblemNotice problem={record.problem} onRetry={() => void record.reload()} /> : <Skeleton />}
      </div>
    );
  }
  const { timezone, archived, statuses } = data.classroom;
  const mine = requests.data?.requests.filter((one) => one.classroom_id === data.classroom.id) ?? [];
  const cells = recordCells(data.lectures, timezone, ({ mark }) => howMarked(mark, timezone) || undefined);
  return (
    <div class="reading">
      <SubjectHead classroom={data.classroom} place="record" open={mine.filter((one) => one.state === 'open').length} />
      <AddedCard classrooms={[data.classroom]} onAccepted={() => void record.reload()} onLeft={() => navigate('/subjects')} />
      <section class="card record-standing" aria-label={t.student.record}>
        <StandingFigures standing={data.standing} />
        {cells.length > 0 && <Strip cells={cells} set={statuses} label={t.own.term.picture(data.classroom.subject, cells.length)} />}
        <OwnGroups classroom={classroom} zone={timezone} />
        <Rules data={data} />
      </section>
      {!archived && (
        <div class="actions">
          <Button icon="hand" onClick={() => setAsking(true)}>
            {t.own.record.about}
          </Button>
        </div>
      )}
      {data.lectures.length === 0 ? (
        <Empty icon="calendar" title={t.student.noLectures} />
      ) : (
        <ByMonth entries={data.lectures} set={statuses} zone={timezone} />
      )}
      <Refusals classroom={classroom} zone={timezone} />
      {data.classroom.accepted !== false && <LeaveClass classroom={data.classroom} onLeft={() => navigate('/subjects')} />}
      {asking && (
        <AskSheet
          record={data}
          asked={mine}
          onSent={() => navigate(`/record/${classroom}/requests`)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

// SPDX-License-Identifier: MIT
// A student asks to have a mark looked at again: first which lecture, then why.

import { useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { sendOrKeep } from '../../core/outbox';
import { words } from '../../core/text';
import { classroom as classroomWords, own as ownWords } from '../../core/text/books';
import { Area } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { fieldError, otherThan } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { StatusChip } from '../../ui/class/status';
import { toast } from '../../ui/toast';
import { dayAndTime, facts } from '../../core/text/format';
import type { AttendanceRequest, StudentRecord } from '../../core/types';

const text = words(classroomWords, ownWords);

const TEXT_MAX = 1000;
// Most questions are about one of these.
const RECENT = 6;

type Entry = StudentRecord['lectures'][number];

interface Props {
  record: StudentRecord;
  asked: readonly AttendanceRequest[];
  onSent: () => void;
  onClose: () => void;
}

function Picker({ record, asked, onPick }: Pick<Props, 'record' | 'asked'> & { onPick: (entry: Entry) => void }) {
  const t = text().own.record;
  const { timezone, statuses } = record.classroom;
  const [all, setAll] = useState(false);
  const open = new Set(asked.filter((one) => one.state === 'open').map((one) => one.lecture_id));
  const entries = record.lectures.filter(({ lecture, outside }) => !lecture.cancelled && !outside && Date.parse(lecture.starts_at) <= now());
  if (entries.length === 0) return <p class="muted">{t.aboutNone}</p>;
  return (
    <>
      <p class="muted">{t.aboutHint}</p>
      <ul class="ask-list">
        {entries.slice(0, all ? undefined : RECENT).map((entry) => {
          const { lecture, mark } = entry;
          const waits = open.has(lecture.id);
          return (
            <li key={lecture.id}>
              <button type="button" class="row row-button ask-row" disabled={waits} onClick={() => onPick(entry)} data-ask={lecture.id}>
                <span>
                  <span class="row-lead">{dayAndTime(lecture.starts_at, timezone)}</span>
                  <span class="muted small">{waits ? t.asked : facts([lecture.title, lecture.room])}</span>
                </span>
                <StatusChip set={statuses} status={mark?.status ?? null} />
                <Icon name="forward" turns />
              </button>
            </li>
          );
        })}
      </ul>
      {!all && entries.length > RECENT && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t.all}
        </Button>
      )}
    </>
  );
}

function Reason({ record, entry, onBack, onSent }: { record: StudentRecord; entry: Entry; onBack: () => void; onSent: () => void }) {
  const t = text();
  const { timezone, statuses } = record.classroom;
  const { lecture, mark } = entry;
  const [words, setWords] = useState('');
  useUnsaved(words);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!words.trim()) return;
    void run(async () => {
      const sent = await sendOrKeep<AttendanceRequest>({
        kind: 'request',
        method: 'POST',
        path: '/api/student/requests',
        json: { kind: 'appeal', lecture: lecture.id, text: words },
        about: { subject: record.classroom.subject, at: lecture.starts_at, zone: timezone },
      });
      toast(sent ? t.requests.sent : t.away.kept);
      onSent();
    });
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <div class="ask-mark">
        <div>
          <p class="row-lead">{dayAndTime(lecture.starts_at, timezone)}</p>
          <p class="muted small">{t.own.record.stands}</p>
        </div>
        <StatusChip set={statuses} status={mark?.status ?? null} />
      </div>
      <ProblemNotice problem={otherThan(problem, ['text'])} />
      <Area
        label={t.requests.why}
        name="request_text"
        maxLength={TEXT_MAX}
        hint={t.requests.appealHint}
        value={words}
        onInput={setWords}
        error={tried && !words.trim() ? t.requests.needWhy : fieldError(problem, 'text')}
      />
      <div class="dialog-actions">
        <Button onClick={onBack}>{t.own.record.change}</Button>
        <Button type="submit" kind="primary" busy={busy}>
          {t.requests.send}
        </Button>
      </div>
    </form>
  );
}

export function AskSheet({ record, asked, onSent, onClose }: Props) {
  const t = text();
  const [entry, setEntry] = useState<Entry | null>(null);
  const sent = () => {
    onClose();
    onSent();
  };
  return (
    <Dialog title={entry ? t.requests.appealTitle : t.own.record.about} onClose={onClose}>
      {entry ? (
        <Reason record={record} entry={entry} onBack={() => setEntry(null)} onSent={sent} />
      ) : (
        <Picker record={record} asked={asked} onPick={setEntry} />
      )}
    </Dialog>
  );
}

// SPDX-License-Identifier: MIT
// An entry of the audit log as a sentence, whose people and classes are links.

import type { ComponentChildren } from 'preact';
import { words } from '../../core/text';
import { desk as deskWords, log as logWords, office as officeWords } from '../../core/text/books';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icons';
import { statusName } from '../../ui/class/status';
import { clockTime, day, facts, longDay } from '../../core/text/format';
import type { AuditEntry, Person, Status } from '../../core/types';
import { daysIn, detailOf, markOf, partsOf } from './audit-words';

const text = words(deskWords, logWords, officeWords);

function PersonLink({ person }: { person: Person | null }) {
  const t = text().log;
  if (!person) return <>{t.nobody}</>;
  return (
    <a href={`/people/${person.id}`}>
      <bdi>{person.name}</bdi>
    </a>
  );
}

function ClassLink({ entry }: { entry: AuditEntry }) {
  const { classroom } = entry;
  if (!classroom) return <>{text().log.someClass}</>;
  return (
    <a href={`/classroom/${classroom.id}`}>
      <bdi>{facts([classroom.subject, classroom.section])}</bdi>
    </a>
  );
}

const settingOf = (detail: string | null) => (detail ?? '').split(':')[0]?.trim() ?? '';

function place(name: string, entry: AuditEntry): ComponentChildren {
  const t = text();
  const mark = markOf(entry.detail);
  const status = (code: string | null | undefined) => (!code ? t.log.nothing : code in t.status ? statusName(undefined, code as Status) : t.log.own(code));
  if (name === 'actor') return <PersonLink person={entry.actor} />;
  if (name === 'person') return entry.person ? <PersonLink person={entry.person} /> : t.log.somebody;
  if (name === 'subject')
    return entry.subject_id !== null && entry.subject_name ? <PersonLink person={{ id: entry.subject_id, name: entry.subject_name }} /> : t.log.somebody;
  if (name === 'token') return <bdi>{entry.subject_name ?? t.log.goneProgram}</bdi>;
  if (name === 'class') return <ClassLink entry={entry} />;
  if (name === 'from') return <strong>{status(mark?.from)}</strong>;
  if (name === 'to') return <strong>{status(mark?.to)}</strong>;
  if (name === 'setting') {
    const setting = settingOf(entry.detail);
    return <a href={`/settings?find=${setting}`}>{t.office.settings.names[setting] ?? t.desk.settings.names[setting] ?? setting.replaceAll('_', ' ')}</a>;
  }
  return null;
}

/** Which sentence tells it: a first mark is no change of one. */
function sentenceOf(entry: AuditEntry): string | undefined {
  const { sentences } = text().log;
  if (entry.action === 'hand_in_graded' && entry.detail?.endsWith('taken back')) return sentences['hand_in_ungraded'];
  if (entry.action !== 'mark_set') return sentences[entry.action];
  return markOf(entry.detail)?.from ? sentences['mark_set'] : sentences['mark_set_first'];
}

/** Numbers of things, which say nothing to anybody and stand in the file. */
const INTERNAL = /^(\d+ -> \d+|(from )?(student|user|classroom|group|file|series|into)( of group)? \d+(: [A-Z]\d*|: note \d+)?)$/;

/** Their details are for programs. */
const SILENT = ['sign_in_failed', 'warning_rules_changed'];

/** What the sentence has not said already. */
function restOf(entry: AuditEntry): string {
  const t = text().log;
  const mark = markOf(entry.detail);
  const said = entry.action === 'mark_set' || entry.action === 'mark_cleared';
  if (said) return mark?.reason ? t.reason(mark.reason) : '';
  if (!entry.detail || INTERNAL.test(entry.detail) || SILENT.includes(entry.action) || (entry.action === 'setting_changed' && !entry.detail.includes(':'))) return '';
  const detail = detailOf(entry.action, entry.detail);
  const days = daysIn(detail);
  if (days.length > 0) return days.map((date) => longDay(`${date}T12:00:00Z`, 'UTC')).join(' – ');
  return t.details[detail] ?? (text().role as Record<string, string>)[detail] ?? detail;
}

/** The person answers for it. */
function programWords({ name, institution }: NonNullable<AuditEntry['program']>): string {
  const t = text().log;
  return institution ? t.byInstitution(name ?? t.goneProgram) : t.byProgram(name ?? t.goneProgram);
}

export function LogEntry({ entry }: { entry: AuditEntry }) {
  const t = text();
  const sentence = sentenceOf(entry);
  const rest = restOf(entry);
  const when = entry.lecture ? t.log.lecture(day(entry.lecture.starts_at)) : null;
  const about = [entry.actor, entry.subject_type === 'user' && entry.subject_name && entry.subject_id !== entry.actor?.id ? { id: entry.subject_id ?? 0, name: entry.subject_name } : null];
  return (
    <li class="row log-row" data-action={entry.action} data-entry={entry.id}>
      {entry.actor ? (
        <Avatar id={entry.actor.id} name={entry.actor.name} />
      ) : (
        <span class="initials tone-grey" aria-hidden="true">
          <Icon name="gear" />
        </span>
      )}
      <div class="log-said">
        {sentence ? (
          <p>
            {partsOf(sentence).map((part, i) => (
              <span key={i}>{part.text ?? place(part.place ?? '', entry)}</span>
            ))}
          </p>
        ) : (
          <p>
            {t.log.actions[entry.action] ?? entry.action.replaceAll('_', ' ')}
            {about.filter((one) => one !== null).map((one) => (
              <span key={one.id}>
                {' · '}
                <PersonLink person={one} />
              </span>
            ))}
          </p>
        )}
        {entry.program && <p class="muted small log-program">{programWords(entry.program)}</p>}
        {(when || rest) && (
          <p class="muted small">
            {entry.lecture && <a href={`/lecture/${entry.lecture.id}`}>{when}</a>}
            {when && rest && ' · '}
            {rest && <bdi>{rest}</bdi>}
          </p>
        )}
      </div>
      <p class="log-when muted small">
        {day(entry.at)} <span>{clockTime(entry.at)}</span>
      </p>
    </li>
  );
}

// SPDX-License-Identifier: MIT
// The staff's notes about a student of a class.

import { useRef, useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { register as registerWords } from '../../core/text/books';
import { dayAndTime, facts } from '../../core/text/format';
import type { StudentDetails, StudentNote } from '../../core/types';
import { Area } from '../../ui/area';
import { Button, ProblemNotice } from '../../ui/basics';
import { fieldError, focusFirstError, otherThan } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';

const text = words(registerWords);

const NOTE_MAX = 500;

export function Notes({ path, data }: { path: string; data: StudentDetails }) {
  const t = text();
  const words = t.details;
  const list = useList<StudentNote, { notes: StudentNote[]; next: number | null }>(`${path}/notes`, (answer) => answer.notes);
  const [typed, setTyped] = useState('');
  useUnsaved(typed);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const writes = data.classroom.part !== 'administrator' && !data.classroom.archived;
  const add = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!typed.trim()) return focusFirstError(form.current);
    void run(async () => {
      await post(`${path}/notes`, { text: typed.trim() });
      setTyped('');
      setTried(false);
      list.reload();
    });
  };
  const erase = (note: StudentNote) =>
    void run(async () => {
      await remove(`${path}/notes/${note.id}`);
      list.reload();
      // It may be written again as it was, by whoever erases it.
      const own = writes && note.author.id === currentUser()?.id;
      toast(words.noteErased, own ? { label: t.grid.undo, run: () => void post(`${path}/notes`, { text: note.text }).then(list.reload) } : undefined);
    });
  return (
    <section class="card student-notes" aria-labelledby="notes">
      <h2 id="notes">{words.notes}</h2>
      <ProblemNotice problem={otherThan(list.problem ?? problem, ['text'])} />
      {list.items?.length === 0 && <p class="muted">{words.noNotes}</p>}
      <ul>
        {list.items?.map((note) => (
          <li key={note.id} data-note={note.id}>
            <p class="student-note-text">
              <bdi>{note.text}</bdi>
            </p>
            <p class="muted small">{facts([note.author.name, dayAndTime(note.created_at, data.classroom.timezone)])}</p>
            {note.mine && (
              <button type="button" class="icon-button" aria-label={words.eraseNote} disabled={busy} onClick={() => erase(note)}>
                <Icon name="trash" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {list.more && (
        <Button kind="quiet" busy={list.reading} onClick={list.more}>
          {words.moreNotes}
        </Button>
      )}
      {writes && (
        <form ref={form} class="form" onSubmit={add} noValidate>
          <Area
            label={words.note}
            name="note"
            value={typed}
            onInput={setTyped}
            maxLength={NOTE_MAX}
            rows={3}
            hint={words.notesHint}
            error={(tried && !typed.trim() && words.needNote) || fieldError(problem, 'text')}
          />
          <div class="actions">
            <Button type="submit" busy={busy}>
              {words.addNote}
            </Button>
          </div>
        </form>
      )}
      {!writes && <p class="muted small">{words.notesHint}</p>}
    </section>
  );
}

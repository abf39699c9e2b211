// SPDX-License-Identifier: MIT
// For the administrator: faces that two accounts share, or nearly, until somebody has looked at them.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad, usePageTitle, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { admin as adminWords, desk as deskWords } from '../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Field, fieldError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { clockTime, longDay } from '../../core/text/format';
import type { Flag, FlagPage } from '../../core/types';

const text = words(adminWords, deskWords);

const REFRESH_SECONDS = 60;
const NOTE_MAX = 500;
const PAGE = 50;

function ResolveDialog({ flag, onDone, onClose }: { flag: Flag; onDone: (flag: Flag) => void; onClose: () => void }) {
  const t = text();
  const [note, setNote] = useState('');
  useUnsaved(note);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!note.trim()) return;
    void run(async () => {
      const done = await post<Flag>(`/api/admin/flags/${flag.id}/resolve`, { note: note.trim() });
      toast(t.flags.resolved);
      onDone(done);
    });
  };
  return (
    <Dialog title={t.flags.resolveTitle} onClose={onClose}>
      <form class="form" onSubmit={submit} noValidate>
        <p>{t.flags[flag.kind](flag.user.name, flag.other.name)}</p>
        <p class="muted">{t.flags.resolveHint}</p>
        <ProblemNotice problem={otherThan(problem, ['note'])} />
        <Field
          label={t.flags.note}
          name="note"
          maxLength={NOTE_MAX}
          value={note}
          onInput={setNote}
          error={tried && !note.trim() ? t.flags.noteNeeded : fieldError(problem, 'note')}
        />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {t.flags.resolve}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Open flags come first in the answer, so its first page is enough to work on; that there are more is said. */
export function FlagsPage() {
  const t = text();
  usePageTitle(t.desk.flags.title);
  const [asked, setAsked] = useState<Flag | null>(null);
  const page = useLoad<FlagPage>(`/api/admin/flags?limit=${PAGE}`);
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  const open = page.data?.flags.filter((flag) => !flag.resolved_at);
  const more = open !== undefined && open.length === PAGE && page.data?.next !== null;
  const done = (flag: Flag) => {
    page.set((old) => ({ ...old, flags: old.flags.map((one) => (one.id === flag.id ? flag : one)) }));
    setAsked(null);
    void page.reload();
  };
  return (
    <div class="reading" data-testid="flags">
      <PageHead title={t.desk.flags.title} back="/system" sub={t.desk.flags.hint} />
      <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />
      {open?.length === 0 && <Empty icon="face" title={t.flags.none} hint={t.desk.flags.noneHint} />}
      {open && open.length > 0 && (
        <>
          <ul class="card rows">
            {open.map((flag) => (
              <li key={flag.id} class="row" data-kind={flag.kind}>
                <div>
                  <p class="row-lead">{t.flags[flag.kind](flag.user.name, flag.other.name)}</p>
                  <p class="muted">
                    {longDay(flag.created_at)}, {clockTime(flag.created_at)}
                  </p>
                </div>
                <Button onClick={() => setAsked(flag)}>{t.flags.resolve}</Button>
              </li>
            ))}
          </ul>
          {more && <p class="muted small">{t.flags.more}</p>}
        </>
      )}
      {asked && <ResolveDialog flag={asked} onDone={done} onClose={() => setAsked(null)} />}
    </div>
  );
}

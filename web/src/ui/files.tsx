// SPDX-License-Identifier: MIT
// Files of a classroom: shown to be saved, and sent with their progress before they are attached to anything.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Problem, remove, upload } from '../core/api';
import { asProblem, useLoad } from '../core/hooks';
import { said, words } from '../core/text';
import { board as boardWords, leave as leaveWords } from '../core/text/books';
import { fileSize, percent } from '../core/text/format';
import type { BoardFile, Quota } from '../core/types';
import { Button } from './basics';
import { Icon } from './icons';

const text = words(boardWords, leaveWords);

const BYTES_MAX = 20 * 1024 * 1024;
export const FILES_MAX = 10;

/** `path`: where they are read, without the file's id. */
export function FileList({ label, path, files }: { label: string; path: string; files: readonly BoardFile[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files" aria-label={label}>
      {files.map((file) => (
        <li key={file.id}>
          <a class="file" href={`${path}/${file.id}`} download={file.name}>
            <Icon name="file" />
            <span class="file-name" dir="auto">
              {file.name}
            </span>
            <span class="muted">{fileSize(file.size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

interface Sending {
  key: number;
  file: File;
  share: number;
  problem: Problem | null;
  stop: AbortController;
}

let nextKey = 0;

/** Sends each chosen file at once; `files` are those that have arrived. One that fails stays in the list, to be tried again. */
function useUploads(classroom: number | null, onArrived: (file: BoardFile) => void) {
  const [sending, setSending] = useState<Sending[]>([]);
  const arrived = useRef(onArrived);
  arrived.current = onArrived;
  const all = useRef(new Set<AbortController>());
  useEffect(() => () => all.current.forEach((stop) => stop.abort()), []);
  const drop = (key: number) => setSending((old) => old.filter((one) => one.key !== key));
  const change = (key: number, next: Partial<Sending>) =>
    setSending((old) => old.map((one) => (one.key === key ? { ...one, ...next } : one)));
  const run = async ({ key, file, stop }: Sending) => {
    if (file.size > BYTES_MAX) return change(key, { problem: new Problem(413, { code: 'file_too_large', detail: text().board.tooLarge(file.name) }) });
    try {
      const base = classroom === null ? '/api/student/evidence' : `/api/classroom/${classroom}/files`;
      const path = `${base}?name=${encodeURIComponent(file.name)}`;
      const answer = await upload<BoardFile>(path, file, (share) => change(key, { share }), stop.signal);
      drop(key);
      arrived.current(answer);
    } catch (error) {
      if (!stop.signal.aborted) change(key, { problem: asProblem(error) });
    }
  };
  const add = (chosen: readonly File[]) => {
    const fresh = chosen.map((file) => ({ key: nextKey++, file, share: 0, problem: null, stop: new AbortController() }));
    setSending((old) => [...old, ...fresh]);
    // One after the other: a phone's connection is narrow, and a refusal is seen at once.
    void fresh.reduce((before, one) => before.then(() => (all.current.add(one.stop), run(one))), Promise.resolve());
  };
  const again = (one: Sending) => {
    change(one.key, { problem: null, share: 0 });
    void run(one);
  };
  const stop = (one: Sending) => {
    one.stop.abort();
    drop(one.key);
  };
  return { sending, add, again, stop };
}

function SendingRow({ one, onAgain, onStop }: { one: Sending; onAgain: () => void; onStop: () => void }) {
  const t = text();
  return (
    <li class="file file-sending">
      <Icon name={one.problem ? 'alert' : 'file'} />
      <div class="file-words">
        <span class="file-name" dir="auto">
          {one.file.name}
        </span>
        {one.problem ? (
          <p class="field-error" role="alert" data-code={one.problem.code}>
            {said(one.problem)}
          </p>
        ) : (
          <progress max={1} value={one.share} aria-label={t.board.sending(one.file.name, percent(Math.round(one.share * 100)))} />
        )}
      </div>
      {one.problem && one.problem.code !== 'file_too_large' && (
        <Button kind="quiet" onClick={onAgain}>
          {t.app.tryAgain}
        </Button>
      )}
      <button type="button" class="icon-button" aria-label={t.board.removeFile(one.file.name)} onClick={onStop}>
        <Icon name="cross" />
      </button>
    </li>
  );
}

interface PickerProps {
  /** null: evidence of a leave, which belongs to no classroom, and which a phone's camera may take. */
  classroom: number | null;
  label?: string;
  hint?: string;
  most?: number;
  required?: boolean;
  error?: string | undefined;
  files: readonly BoardFile[];
  onChange: (change: (old: BoardFile[]) => BoardFile[]) => void;
  onBusy: (busy: boolean) => void;
}

/** What is still free, where that is little enough to matter: of one's own room, and of the classroom's. */
function RoomLeft({ classroom, arrived }: { classroom: number | null; arrived: number }) {
  const room = useLoad<{ person: Quota; classroom?: Quota }>(classroom === null ? '/api/user/storage' : `/api/classroom/${classroom}/storage`);
  useEffect(() => {
    if (arrived > 0) void room.reload();
  }, [arrived]);
  if (!room.data) return null;
  const rooms = [room.data.person, room.data.classroom ?? room.data.person];
  const left = Math.max(0, Math.min(...rooms.map((one) => one.most - one.used)));
  return (
    <p class="field-hint" data-left={left}>
      {text().board.roomLeft(fileSize(left))}
    </p>
  );
}

export function FilePicker({ classroom, label, hint, most = FILES_MAX, required = false, error, files, onChange, onBusy }: PickerProps) {
  const t = text();
  const id = useId();
  const { sending, add, again, stop } = useUploads(classroom, (file) => onChange((old) => [...old, file]));
  const busy = sending.some((one) => !one.problem);
  useEffect(() => onBusy(busy), [busy]);
  const left = most - files.length - sending.length;
  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    add([...(input.files ?? [])].slice(0, left));
    input.value = '';
  };
  const take = (file: BoardFile) => {
    onChange((old) => old.filter((one) => one.id !== file.id));
    // Of no consequence when it fails: the server deletes within a day what nothing names.
    void remove(classroom === null ? `/api/student/evidence/${file.id}` : `/api/user/files/${file.id}`).catch(() => undefined);
  };
  return (
    <div class="field">
      <p class="field-label" id={`${id}-label`}>
        {label ?? t.board.files} {!required && <span class="muted">({t.app.optional})</span>}
      </p>
      {files.length + sending.length > 0 && (
        <ul class="files" aria-labelledby={`${id}-label`}>
          {files.map((file) => (
            <li key={file.id} class="file" data-file={file.id}>
              <Icon name="file" />
              <span class="file-name" dir="auto">
                {file.name}
              </span>
              <span class="muted">{fileSize(file.size)}</span>
              <button type="button" class="icon-button" aria-label={t.board.removeFile(file.name)} onClick={() => take(file)}>
                <Icon name="cross" />
              </button>
            </li>
          ))}
          {sending.map((one) => (
            <SendingRow key={one.key} one={one} onAgain={() => again(one)} onStop={() => stop(one)} />
          ))}
        </ul>
      )}
      {left > 0 && (
        <div class="actions">
          {classroom === null && (
            <label class="button button-plain file-choose">
              <Icon name="camera" />
              <span>{t.leave.photo}</span>
              <input class="visually-hidden" type="file" name="photo" accept="image/*" capture="environment" onChange={choose} />
            </label>
          )}
          <label class="button button-plain file-choose">
            <Icon name="plus" />
            <span>{t.board.addFiles}</span>
            <input class="visually-hidden" type="file" name="files" multiple onChange={choose} />
          </label>
        </div>
      )}
      <p class="field-hint">{hint ?? t.board.filesHint}</p>
      <RoomLeft classroom={classroom} arrived={files.length} />
      {error && (
        <p class="field-error">
          <Icon name="alert" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}

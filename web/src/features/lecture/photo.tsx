// SPDX-License-Identifier: MIT
// Attendance by a photo of the class: pictures in, proposals back, and nobody is marked before the professor says so.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post, upload, type Problem } from '../../core/api';
import { packPhotos, PHOTOS_MAX } from '../../camera/photos';
import { asProblem, useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { joint, lecture as lectureWords } from '../../core/text/books';
import { Button, Empty, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { jointName } from '../../ui/class/joint';
import { statusName } from '../../ui/class/status';
import { offered, type Statuses } from '../../ui/class/statuses';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { facts, number, percent } from '../../core/text/format';
import type { Attendance, Band, Confirmation, Mark, Proposal, Proposals, Status } from '../../core/types';

const text = words(joint, lectureWords);

type Sending = { step: 'preparing' } | { step: 'sending'; share: number } | { step: 'looking' };

/** Thumbnails need addresses, and addresses need to be given back. */
function useAddresses(files: readonly File[]): string[] {
  const [addresses, setAddresses] = useState<string[]>([]);
  useEffect(() => {
    const made = files.map((file) => URL.createObjectURL(file));
    setAddresses(made);
    return () => made.forEach((address) => URL.revokeObjectURL(address));
  }, [files]);
  return addresses;
}

function Picker({ kind, first, onFiles }: { kind: 'take' | 'choose'; first: boolean; onFiles: (files: File[]) => void }) {
  const t = text();
  const take = kind === 'take';
  return (
    <label class={`button ${take && first ? 'button-primary' : 'button-plain'} button-wide picker`}>
      <Icon name={take ? 'camera' : 'plus'} />
      <span>{take ? t.photo.take : t.photo.choose}</span>
      <input
        type="file"
        class="visually-hidden"
        name={kind}
        accept="image/*"
        multiple={!take}
        {...(take ? { capture: 'environment' as const } : {})}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same picture may be chosen again after it was removed.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}

function SendingState({ sending }: { sending: Sending }) {
  const t = text();
  const words =
    sending.step === 'preparing'
      ? t.photo.preparing
      : sending.step === 'looking'
        ? t.photo.looking
        : t.photo.sending(percent(Math.floor(sending.share * 100)));
  return (
    <div class="photo-sending">
      <p role="status">{words}</p>
      {sending.step === 'sending' ? (
        <progress max={1} value={sending.share} aria-label={t.photo.title} />
      ) : (
        <progress aria-label={t.photo.title} />
      )}
    </div>
  );
}

/** A picture that this browser cannot draw (HEIC, mostly) may be one that the server reads: it gets a plain place. */
function Thumb({ address, name }: { address: string; name: string }) {
  const [drawn, setDrawn] = useState(true);
  if (drawn) return <img src={address} alt={name} onError={() => setDrawn(false)} />;
  return (
    <span class="thumb-undrawn" role="img" aria-label={name}>
      <Icon name="file" />
      <bdi aria-hidden="true">{name}</bdi>
    </span>
  );
}

interface ChoosingProps {
  lecture: string;
  files: File[];
  setFiles: (files: File[]) => void;
  onFound: (found: Proposals) => void;
}

function Choosing({ lecture, files, setFiles, onFound }: ChoosingProps) {
  const t = text();
  const [sending, setSending] = useState<Sending | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [complaint, setComplaint] = useState('');
  const addresses = useAddresses(files);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const add = (more: File[]) => {
    setComplaint(files.length + more.length > PHOTOS_MAX ? t.photo.tooMany : '');
    setFiles([...files, ...more].slice(0, PHOTOS_MAX));
  };
  const look = async () => {
    setProblem(null);
    setComplaint('');
    setSending({ step: 'preparing' });
    try {
      const body = await packPhotos(files);
      if (!(body instanceof Blob)) {
        setComplaint(body.why === 'heavy' ? t.photo.tooHeavy : t.photo.unreadable(body.place + 1));
        return;
      }
      const tell = (share: number) => setSending(share < 1 ? { step: 'sending', share } : { step: 'looking' });
      onFound(await upload<Proposals>(`/api/attendance/${lecture}/photo`, body, tell, leaving.current.signal));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSending(null);
    }
  };
  return (
    <section class="card photo-choose" aria-label={t.photo.title}>
      <div>
        <p>{t.photo.hint}</p>
        <p class="muted small">{t.photo.kept}</p>
      </div>
      <ProblemNotice problem={problem} />
      {complaint && (
        <p class="field-error" role="alert">
          <Icon name="alert" />
          <span>{complaint}</span>
        </p>
      )}
      {files.length > 0 && (
        <ul class="thumbs" aria-label={t.photo.chosen(files.length)}>
          {addresses.map((address, i) => (
            <li key={address}>
              <Thumb address={address} name={t.photo.picture(i + 1)} />
              {!sending && (
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t.photo.removePicture(i + 1)}
                  onClick={() => setFiles(files.filter((_, at) => at !== i))}
                >
                  <Icon name="cross" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {sending ? (
        <SendingState sending={sending} />
      ) : (
        <div class="photo-actions">
          {files.length < PHOTOS_MAX && (
            <>
              <Picker kind="take" first={files.length === 0} onFiles={add} />
              <Picker kind="choose" first={files.length === 0} onFiles={add} />
            </>
          )}
          {files.length > 0 && (
            <Button kind="primary" wide icon="search" onClick={() => void look()}>
              {t.photo.look}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** What the professor has decided about one face. */
interface Decision {
  student: number | null;
  ticked: boolean;
}

function markOf(marks: readonly Mark[], student: number | null): Mark | undefined {
  return student === null ? undefined : marks.find((mark) => mark.student.id === student);
}

interface CardProps {
  face: Proposal;
  number: number;
  decision: Decision;
  marks: readonly Mark[];
  set: Statuses;
  onDecide: (decision: Decision) => void;
}

function FaceCard({ face, number, decision, marks, set, onDecide }: CardProps) {
  const t = text();
  const mark = markOf(marks, decision.student);
  return (
    <li class={`face-card${decision.ticked ? ' face-ticked' : ''}`} data-band={face.band}>
      {face.crop ? <img src={`data:image/jpeg;base64,${face.crop}`} alt="" /> : <p class="face-blank">{t.photo.noCrop}</p>}
      <div class="face-facts">
        <span class={`band band-${face.band}`}>{t.photo.band[face.band]}</span>
        <select
          class="face-select"
          aria-label={t.photo.student(number)}
          value={decision.student === null ? '' : String(decision.student)}
          onChange={(event) => {
            const chosen = event.currentTarget.value === '' ? null : Number(event.currentTarget.value);
            const free = chosen !== null && markOf(marks, chosen)?.status === null;
            onDecide({ student: chosen, ticked: free });
          }}
        >
          <option value="">{t.photo.nobody}</option>
          {marks.map((one) => (
            <option key={one.student.id} value={String(one.student.id)}>
              {one.student.name}
            </option>
          ))}
        </select>
        {mark?.status ? (
          <p class="muted small">{t.photo.already(statusName(set, mark.status))}</p>
        ) : (
          mark && (
            <label class="face-tick">
              <input
                type="checkbox"
                checked={decision.ticked}
                onChange={(event) => onDecide({ ...decision, ticked: event.currentTarget.checked })}
              />
              <span>{t.photo.mark(mark.student.name)}</span>
            </label>
          )
        )}
      </div>
    </li>
  );
}

function firstDecision(face: Proposal): Decision {
  return { student: face.student?.id ?? null, ticked: face.band === 'sure' && face.student !== null && face.mark === null };
}

/** How many were not compared, and why. */
function NotSearched({ found }: { found: Proposals }) {
  const t = text().photo;
  const { comparable, not_accepted: notAccepted, not_agreed: notAgreed, students } = found;
  const noFace = students - comparable - notAccepted - notAgreed;
  const reasons = [
    notAccepted > 0 && t.notAccepted(notAccepted),
    notAgreed > 0 && t.notAgreed(notAgreed),
    noFace > 0 && t.noFace(noFace),
  ].filter(Boolean);
  if (reasons.length === 0) return null;
  return (
    <div class="muted" data-not-searched>
      <p>{t.comparable(comparable, students)}</p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

interface ReviewProps {
  lecture: string;
  found: Proposals;
  marks: readonly Mark[];
  set: Statuses;
  onAgain: () => void;
  onDone: () => void;
}

function Review({ lecture, found, marks, set, onAgain, onDone }: ReviewProps) {
  const t = text();
  const [decisions, setDecisions] = useState<Decision[]>(() => found.faces.map(firstDecision));
  const [status, setStatus] = useState<Status>('P');
  const { busy, problem, run } = useAction();
  // Whoever is given to one face is taken from every other: nobody is in the room twice.
  const decide = (at: number, next: Decision) =>
    setDecisions((old) =>
      old.map((one, i) => {
        if (i === at) return next;
        return next.student !== null && one.student === next.student ? { student: null, ticked: false } : one;
      }),
    );
  const students = decisions.flatMap((one) => (one.ticked && one.student !== null ? [one.student] : []));
  const confirm = () =>
    void run(async () => {
      const done = await post<Confirmation>(`/api/attendance/${lecture}/photo/confirm`, { students, status });
      toast([t.photo.done(done.changed), done.stood.length > 0 && t.photo.stood(done.stood.length)].filter(Boolean).join(' '));
      onDone();
    });
  const bands: readonly Band[] = ['sure', 'ask', 'unknown'];
  return (
    <>
      <p class="photo-summary" role="status">
        {t.photo.found(found.faces.length, found.seen)}
      </p>
      <NotSearched found={found} />
      {found.faces.length === 0 && <Empty icon="face" title={t.photo.none} hint={t.photo.noneHint} />}
      {bands.map((band) => {
        const faces = found.faces.map((face, at) => ({ face, at })).filter(({ face }) => face.band === band);
        if (faces.length === 0) return null;
        return (
          <section key={band} aria-labelledby={`band-${band}`}>
            <h2 id={`band-${band}`}>
              {facts([t.photo.band[band], number(faces.length)])}
            </h2>
            <p class="muted">{t.photo.bandHint[band]}</p>
            <ul class="face-cards">
              {faces.map(({ face, at }) => (
                <FaceCard
                  key={at}
                  face={face}
                  number={at + 1}
                  decision={decisions[at] ?? firstDecision(face)}
                  marks={marks}
                  set={set}
                  onDecide={(next) => decide(at, next)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {found.faces.length > 0 && (
        <>
          <Choices
            legend={t.photo.status}
            name="status"
            value={status}
            onChange={setStatus}
            choices={offered(set)
              .filter((line) => line.in_room)
              .map(({ status: value }) => ({ value, label: statusName(set, value) }))}
          />
          <ProblemNotice problem={problem} />
          <div class="photo-confirm">
            <Button kind="primary" wide icon="check" busy={busy} disabled={students.length === 0} onClick={confirm}>
              {students.length === 0 ? t.photo.nobodyTicked : t.photo.confirm(students.length, statusName(set, status))}
            </Button>
          </div>
        </>
      )}
      <Button kind="quiet" icon="undo" onClick={onAgain}>
        {t.photo.again}
      </Button>
    </>
  );
}

/** The pictures of an hour that several classrooms hold: those of one are looked for, then those of the next. */
function OtherClasses({ data, onNext }: { data: Attendance; onNext: (lecture: string) => void }) {
  const t = text();
  return (
    <Notice>
      <p class="notice-lead">{t.joint.photoDone([data.lecture.subject, data.classroom.section].filter(Boolean).join(', '))}</p>
      <p>{t.joint.photoHint}</p>
      <div class="photo-actions">
        {data.lecture.joint.map((one) => (
          <Button key={one.lecture_id} kind="primary" wide icon="people" onClick={() => onNext(String(one.lecture_id))}>
            {t.joint.photoNext(jointName(one))}
          </Button>
        ))}
        <LinkButton wide href={`/lecture/${data.lecture.id}`}>
          {t.app.back}
        </LinkButton>
      </div>
    </Notice>
  );
}

export function ClassPhotoPage({ lecture: opened }: { lecture: string }) {
  const t = text();
  const [lecture, setLecture] = useState(opened);
  const [files, setFiles] = useState<File[]>([]);
  const [done, setDone] = useState(false);
  usePageTitle(t.photo.title);
  const page = useLoad<Attendance>(`/api/attendance/${lecture}`);
  const [found, setFound] = useState<Proposals | null>(null);
  const data = page.data;
  const show = (next: Proposals) => {
    setFound(next);
    scrollTo({ top: 0 });
  };
  const finish = () => {
    if (!data?.lecture.joint.length) return navigate(`/lecture/${lecture}`);
    setFound(null);
    setDone(true);
  };
  const next = (other: string) => {
    setLecture(other);
    setDone(false);
  };
  return (
    <div class={found ? 'photo-page' : 'photo-page reading'}>
      <PageHead title={t.photo.title} back={`/lecture/${lecture}`} sub={data?.lecture.subject} />
      <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />
      {!data && !page.problem && <Skeleton />}
      {data && !data.identification && (
        <Notice>
          <p class="notice-lead">{t.photo.offTitle}</p>
          <p>{t.photo.off}</p>
          <LinkButton href={`/lecture/${lecture}`}>{t.app.back}</LinkButton>
        </Notice>
      )}
      {data?.identification && !found && !done && <Choosing lecture={lecture} files={files} setFiles={setFiles} onFound={show} />}
      {data?.identification && found && (
        <Review
          key={lecture}
          lecture={lecture}
          found={found}
          marks={data.marks}
          set={data.classroom.statuses}
          onAgain={() => {
            setFound(null);
            setFiles([]);
          }}
          onDone={finish}
        />
      )}
      {data && done && <OtherClasses data={data} onNext={next} />}
    </div>
  );
}

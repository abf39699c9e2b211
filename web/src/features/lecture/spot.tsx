// SPDX-License-Identifier: MIT
// Looking up in the room: a few names of those who checked in themselves, each here or not. Names are hidden until they are asked for, as
// this page may be on a wall.

import { useId, useRef, useState } from 'preact/hooks';
import { post, put } from '../../core/api';
import { useAction, useLoad, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { spot as spotWords } from '../../core/text/books';
import type { Attendance, SpotCheck, SpotList } from '../../core/types';
import { Button, ProblemNotice } from '../../ui/basics';
import { lineOf } from '../../ui/class/statuses';
import { statusName } from '../../ui/class/status';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import type { RowActs } from './row';
import { answerOf, doneOf } from './spot-keys';

const text = words(spotWords);

const OTHERS_SECONDS = 20;

interface SpotProps {
  state: Attendance;
  acts: Pick<RowActs, 'tap'>;
}

/** The list, and what may be done with it: one thing at a time. */
function useSpot(lecture: number) {
  const path = `/api/attendance/${lecture}/spot-check`;
  const { data, reload, set } = useLoad<SpotList>(path);
  const { busy, problem, run } = useAction();
  const draw = () => run(async () => {
    const list = await post<SpotList>(path);
    set(() => list);
  });
  const answer = (student: number, here: boolean | null) => run(async () => {
    const list = await put<SpotList>(`/api/attendance/${lecture}/spot-check/${student}`, { here });
    set(() => list);
  });
  // What another of the staff says shows here, too.
  useRefresh(() => {
    if (!busy && data && data.checks.some((one) => one.here === null)) void reload();
  }, OTHERS_SECONDS);
  return { data, busy, problem, draw, answer };
}

function Ask({ check, busy, onAnswer }: { check: SpotCheck; busy: boolean; onAnswer: (here: boolean) => void }) {
  const t = text().spot;
  return (
    <div class="spot-ask" data-spot={check.student.id}>
      <p class="spot-name" aria-live="polite">
        <bdi>{check.student.name}</bdi>
      </p>
      <div class="spot-answers" role="group" aria-label={t.ask(check.student.name)}>
        <button type="button" class="spot-answer spot-here" aria-busy={busy} onClick={() => onAnswer(true)}>
          <Icon name="check" />
          {t.here}
        </button>
        <button type="button" class="spot-answer spot-not" aria-busy={busy} onClick={() => onAnswer(false)}>
          <Icon name="cross" />
          {t.notHere}
        </button>
      </div>
      <p class="muted small roll-keys">{t.keys}</p>
    </div>
  );
}

interface LineProps extends SpotProps {
  check: SpotCheck;
  open: boolean;
  onAsk: () => void;
  onTakeBack: () => void;
}

/** One who is not asked about now: still open, or what was said, and the way back. */
function Line({ check, state, acts, open, onAsk, onTakeBack }: LineProps) {
  const t = text().spot;
  const { id, name } = check.student;
  const set = state.classroom.statuses;
  const mark = state.marks.find((one) => one.student.id === id);
  const inRoom = mark?.status ? lineOf(set, mark.status).in_room : false;
  if (check.here === null)
    return (
      <li class="spot-line" data-spot={id} data-here="open">
        <button type="button" class="spot-pick" disabled={!open} aria-label={t.look(name)} onClick={onAsk}>
          <bdi>{name}</bdi>
        </button>
      </li>
    );
  return (
    <li class="spot-line" data-spot={id} data-here={check.here ? 'yes' : 'no'}>
      <span class="spot-who">
        <bdi>{name}</bdi>
      </span>
      <span class={`spot-said ${check.here ? 'spot-yes' : 'spot-no'}`}>
        <Icon name={check.here ? 'check' : 'cross'} />
        {check.here ? t.here : t.notHere}
      </span>
      {open && (
        <button type="button" class="icon-button" aria-label={t.takeBack(name)} onClick={onTakeBack}>
          <Icon name="undo" />
        </button>
      )}
      {open && !check.here && inRoom && (
        <span class="spot-mark">
          <Button onClick={() => acts.tap(id, 'A')}>{t.mark(statusName(set, 'A'), name)}</Button>
        </span>
      )}
    </li>
  );
}

function Names({ list, busy, answer, state, acts }: SpotProps & { list: SpotList; busy: boolean; answer: ReturnType<typeof useSpot>['answer'] }) {
  const t = text().spot;
  const [chosen, setChosen] = useState<number | null>(null);
  const open = list.checks.filter((one) => one.here === null);
  const asked = list.open ? (open.find((one) => one.student.id === chosen) ?? open[0]) : undefined;
  const say = async ({ student }: SpotCheck, here: boolean | null) => {
    if (!(await answer(student.id, here))) return;
    setChosen(here === null ? student.id : null);
    const said = here === null ? t.said.open(student.name) : here ? t.said.here(student.name) : t.said.not(student.name);
    toast(said, here === null ? undefined : { label: t.undo, run: () => void answer(student.id, null).then((well) => well && setChosen(student.id)) });
  };
  const onKey = (event: KeyboardEvent) => {
    const here = answerOf(event);
    if (here === null || !asked) return;
    event.preventDefault();
    void say(asked, here);
  };
  return (
    <div class="spot-names" onKeyDown={onKey}>
      {asked && <Ask check={asked} busy={busy} onAnswer={(here) => void say(asked, here)} />}
      <ul class="spot-lines">
        {list.checks
          .filter((one) => one !== asked)
          .map((one) => (
            <Line
              key={one.student.id}
              check={one}
              state={state}
              acts={acts}
              open={list.open}
              onAsk={() => setChosen(one.student.id)}
              onTakeBack={() => void say(one, null)}
            />
          ))}
      </ul>
    </div>
  );
}

/** For the staff of a class that is not archived, while marks are given by a tap; afterwards what was found, where anything was. */
export function SpotCard({ state, acts }: SpotProps) {
  const t = text().spot;
  const heading = useId();
  const card = useRef<HTMLElement>(null);
  const { data, busy, problem, draw, answer } = useSpot(state.lecture.id);
  const [shown, setShown] = useState(false);
  if (!data || data.names === 0 || (!data.open && data.checks.length === 0)) return null;
  const { done, here, wanted } = doneOf(data);
  const drawn = data.checks.length > 0;
  // Who has come since this was read counts as well.
  const waiting = data.waiting > 0 || state.marks.some((mark) => ['face', 'code', 'kiosk'].includes(mark.method ?? '') && !data.checks.some((one) => one.student.id === mark.student.id));
  const drawMore = async () => {
    if (!(await draw())) return;
    setShown(true);
    requestAnimationFrame(() => card.current?.querySelector<HTMLElement>('.spot-here')?.focus({ preventScroll: true }));
  };
  return (
    <section class="card spot" aria-labelledby={heading} ref={card} data-spot-done={done} data-spot-of={data.checks.length}>
      <div class="spot-head">
        <h2 id={heading}>{t.title}</h2>
        {drawn && <p class="muted small">{done === data.checks.length ? t.found(here, done - here) : t.progress(done, data.checks.length)}</p>}
      </div>
      {!drawn && <p class="muted small">{waiting ? t.what : t.nobody}</p>}
      <ProblemNotice problem={problem} />
      {drawn && shown && <Names list={data} busy={busy} answer={answer} state={state} acts={acts} />}
      <div class="spot-acts">
        {data.open && wanted > 0 && waiting && (
          <Button icon="search" busy={busy} onClick={() => void drawMore()}>
            {drawn ? t.more(wanted) : t.draw(wanted)}
          </Button>
        )}
        {drawn && (
          <Button kind={shown || wanted > 0 ? 'quiet' : 'plain'} icon="eye" onClick={() => setShown(!shown)}>
            {shown ? t.hide : t.show}
          </Button>
        )}
      </div>
      {data.open && <p class="muted small">{t.silent}</p>}
    </section>
  );
}

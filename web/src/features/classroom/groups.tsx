// SPDX-License-Identifier: MIT
// The groups of a classroom: made, named, ended; and who is in which from when.

import { useState } from 'preact/hooks';
import { post, remove, request } from '../../core/api';
import { now } from '../../core/clock';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { groups as groupsWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Select, Switch } from '../../ui/area';
import { Button, Empty, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { Confirm } from '../../ui/dialog';
import { Field, fieldError } from '../../ui/field';
import { FormDialog } from '../../ui/form/form-dialog';
import { placesOf } from '../../ui/class/group-places';
import { placeWords } from '../../ui/class/groups';
import { isTeacher } from '../../ui/class/part';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import { facts, shortDay } from '../../core/text/format';
import type { ClassGroup, Classroom, ClassStudent, GroupPut, GroupsPage as Groups } from '../../core/types';
import { wallClock } from '../../core/zone';

const text = words(groupsWords);

const NAME_MAX = 40;
const WEEK_MS = 7 * 86_400_000;

function NameDialog({ path, group, onDone, onClose }: { path: string; group: ClassGroup | null; onDone: () => void; onClose: () => void }) {
  const t = text().groups;
  const [name, setName] = useState(group?.name ?? '');
  const send = async () => {
    if (group) await edit('PATCH', `${path}/${group.id}`, group.version, { name: name.trim() });
    else await post(path, { name: name.trim() });
    toast(group ? t.renamed : t.made);
    onDone();
    onClose();
  };
  return (
    <FormDialog
      title={group ? t.renameOf(group.name) : t.new}
      action={group ? t.rename : t.new}
      fields={['name']}
      ready={name.trim() !== ''}
      onSubmit={send}
      onClose={onClose}
    >
      {(problem, tried) => (
        <Field
          label={t.name}
          name="group_name"
          maxLength={NAME_MAX}
          value={name}
          onInput={setName}
          error={tried && !name.trim() ? t.needName : fieldError(problem, 'name')}
        />
      )}
    </FormDialog>
  );
}

function EndDialog({ path, group, onDone, onClose }: { path: string; group: ClassGroup; onDone: () => void; onClose: () => void }) {
  const t = text().groups;
  const { busy, problem, run } = useAction();
  const end = () =>
    void run(async () => {
      const answer = await request<{ deleted: boolean }>('DELETE', `${path}/${group.id}`);
      toast(answer.deleted ? t.deletedToast : t.endedToast);
      onDone();
      onClose();
    });
  return (
    <Confirm title={t.endTitle(group.name)} hint={t.endHint} action={t.end} busy={busy} onConfirm={end} onClose={onClose}>
      <ProblemNotice problem={problem} />
    </Confirm>
  );
}

function GroupRows({ path, groups, own, onDone }: { path: string; groups: readonly ClassGroup[]; own: boolean; onDone: () => void }) {
  const t = text().groups;
  const [naming, setNaming] = useState<ClassGroup | 'new' | null>(null);
  const [ending, setEnding] = useState<ClassGroup | null>(null);
  return (
    <section aria-labelledby="groups">
      <div class="section-head">
        <h2 id="groups">{t.title}</h2>
        {own && (
          <Button icon="plus" onClick={() => setNaming('new')}>
            {t.new}
          </Button>
        )}
      </div>
      {groups.length === 0 ? (
        <Empty icon="people" title={t.none} hint={t.noneHint} />
      ) : (
        <ul class="card rows">
          {groups.map((group) => (
            <li key={group.id} class={group.ended ? 'row group-member gone' : 'row group-member'} data-group={group.id}>
              <div>
                <p class="row-lead">{group.name}</p>
                <p class="muted">{facts([t.sizes(group.students, group.lectures), group.ended ? t.ended : null])}</p>
              </div>
              {own && !group.ended && (
                <div class="actions">
                  <Button kind="quiet" icon="edit" label={t.renameOf(group.name)} onClick={() => setNaming(group)}>
                    {t.rename}
                  </Button>
                  <Button kind="quiet" icon="trash" label={t.endOf(group.name)} onClick={() => setEnding(group)}>
                    {t.end}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {naming && <NameDialog path={path} group={naming === 'new' ? null : naming} onDone={onDone} onClose={() => setNaming(null)} />}
      {ending && <EndDialog path={path} group={ending} onDone={onDone} onClose={() => setEnding(null)} />}
    </section>
  );
}

function PutDialog({ path, groups, students, zone, onDone, onClose }: {
  path: string;
  groups: readonly ClassGroup[];
  students: readonly number[];
  zone: string;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = text().groups;
  const [into, setInto] = useState(String(groups[0]?.id ?? ''));
  const [from, setFrom] = useState<'best' | 'this' | 'next'>('best');
  const [stay, setStay] = useState(false);
  const hints = { best: t.fromBestHint, this: t.fromThisHint, next: undefined };
  const send = async () => {
    const day = from === 'best' ? null : wallClock(now() + (from === 'next' ? WEEK_MS : 0), zone).date;
    const answer = await post<GroupPut>(`${path}/${into}/students`, { students, ...(day && { from: day }), ...(stay && { stay }) });
    toast(t.putDone(answer.at_once, answer.later, answer.later_at ? shortDay(answer.later_at, zone) : ''));
    onDone();
    onClose();
  };
  return (
    <FormDialog title={t.put(students.length)} action={t.put(students.length)} fields={['from']} ready={into !== ''} onSubmit={send} onClose={onClose}>
      {(problem) => (
        <>
          <Select
            label={t.into}
            name="into"
            value={into}
            onChange={setInto}
            choices={groups.map((group) => ({ value: String(group.id), label: group.name }))}
          />
          <Select
            label={t.from}
            name="from"
            value={from}
            onChange={setFrom}
            hint={hints[from]}
            choices={[
              { value: 'best', label: t.fromBest },
              { value: 'this', label: t.fromThis },
              { value: 'next', label: t.fromNext },
            ]}
            error={fieldError(problem, 'from')}
          />
          <Switch name="stay" checked={stay} onChange={setStay}>
            {t.stay}
          </Switch>
        </>
      )}
    </FormDialog>
  );
}

interface MembersProps {
  path: string;
  page: Groups;
  classroom: Classroom;
  students: readonly ClassStudent[];
  own: boolean;
  onDone: () => void;
}

function Members({ path, page, classroom, students, own, onDone }: MembersProps) {
  const t = text().groups;
  const [chosen, setChosen] = useState<number[]>([]);
  const [putting, setPutting] = useState(false);
  const { busy, problem, run } = useAction();
  const groups = page.groups.filter((group) => !group.ended);
  const places = (id: number) => placesOf(id, page.places, page.groups, Date.parse(page.server_time));
  const without = students.filter((student) => places(student.id).length === 0);
  const split = () =>
    void run(async () => {
      const answer = await post<GroupPut>(`${path}/split`, { groups: groups.map((group) => group.id) });
      toast(t.splitDone(answer.at_once + answer.later));
      onDone();
    });
  const takeOut = (group: number, student: number) =>
    void run(async () => {
      await remove(`${path}/${group}/students/${student}`);
      toast(t.removed);
      onDone();
    });
  const toggle = (id: number, on: boolean) => setChosen((old) => (on ? [...old, id] : old.filter((one) => one !== id)));
  const free = own && groups.length > 0;
  return (
    <section aria-labelledby="members">
      <div class="section-head">
        <h2 id="members">{t.students}</h2>
      </div>
      <ProblemNotice problem={problem} />
      {free && (
        <div class="group-bar">
          {without.length > 0 && groups.length > 1 && (
            <>
              <p class="muted">{t.splitHint(without.length)}</p>
              <Button busy={busy} icon="people" onClick={split}>
                {t.split}
              </Button>
            </>
          )}
          <Button kind="quiet" onClick={() => setChosen(chosen.length < students.length ? students.map((student) => student.id) : [])}>
            {chosen.length < students.length ? t.chooseAll : t.chooseNone}
          </Button>
          <Button kind="primary" disabled={chosen.length === 0} onClick={() => setPutting(true)}>
            {chosen.length === 0 ? t.choose : t.put(chosen.length)}
          </Button>
        </div>
      )}
      <ul class="card rows">
        {students.map((student) => (
          <li key={student.id} class="row group-member" data-student={student.id}>
            <label class="group-check">
              {free && (
                <input
                  type="checkbox"
                  name="student"
                  value={student.id}
                  checked={chosen.includes(student.id)}
                  onChange={(event) => toggle(student.id, event.currentTarget.checked)}
                />
              )}
              <span class="row-lead">{student.name}</span>
            </label>
            <div class="group-tags">
              {places(student.id).length === 0 && <span class="muted">{t.noGroup}</span>}
              {places(student.id).map((place) => (
                <span key={`${place.group.id}-${place.from}`} class="group-tag">
                  {placeWords(place, classroom.timezone)}
                  {free && (
                    <button
                      type="button"
                      class="icon-button"
                      aria-label={t.remove(student.name, place.group.name)}
                      onClick={() => takeOut(place.group.id, student.id)}
                    >
                      ×
                    </button>
                  )}
                </span>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {putting && (
        <PutDialog
          path={path}
          groups={groups}
          students={chosen}
          zone={classroom.timezone}
          onDone={() => {
            setChosen([]);
            onDone();
          }}
          onClose={() => setPutting(false)}
        />
      )}
    </section>
  );
}

export function GroupsPage({ classroom: id, path: here }: { classroom: string; path: string }) {
  const t = text();
  const path = `/api/classroom/${id}/groups`;
  const groups = useLoad<Groups>(path);
  const page = useClass(id);
  const students = useLoad<{ students: ClassStudent[] }>(`/api/classroom/${id}/students`);
  const problem = groups.problem ?? students.problem;
  const reload = () => void Promise.all([groups.reload(), students.reload()]);
  const loaded = groups.data && page.data && students.data;
  const own = page.data !== null && isTeacher(page.data.classroom) && !page.data.classroom.archived;
  return (
    <ClassFrame id={id} path={here} title={t.groups.title}>
      <div class="reading">
        <p class="muted">{t.groups.hint}</p>
        {!loaded && (problem ? <ProblemNotice problem={problem} onRetry={reload} /> : <Skeleton />)}
        {groups.data && page.data && students.data && (
          <>
            <GroupRows path={path} groups={groups.data.groups} own={own} onDone={() => void groups.reload()} />
            {students.data.students.length > 0 && groups.data.groups.length > 0 && (
              <Members
                path={path}
                page={groups.data}
                classroom={page.data.classroom}
                students={students.data.students}
                own={own}
                onDone={() => void groups.reload()}
              />
            )}
          </>
        )}
      </div>
    </ClassFrame>
  );
}

// SPDX-License-Identifier: MIT
// A trial of the face check with volunteers: begun, led, counted.

import { useEffect, useState } from 'preact/hooks';
import { get, post, remove } from '../../../core/api';
import { warmGuide } from '../../../camera/guide';
import { useAction, useLoad, usePageTitle } from '../../../core/hooks';
import { words } from '../../../core/text';
import { trial as trialWords } from '../../../core/text/books';
import { Button, Empty, Notice, PageHead, ProblemNotice, Skeleton } from '../../../ui/basics';
import { Confirm } from '../../../ui/dialog';
import { Field, fieldError } from '../../../ui/field';
import { FormDialog } from '../../../ui/form/form-dialog';
import { Icon } from '../../../ui/icons';
import { failureOf, RunningJob } from '../../../ui/running-job';
import { Shell } from '../../../ui/shell';
import { toast } from '../../../ui/toast';
import { decimals, facts, longDay, number } from '../../../core/text/format';
import type { Job, Trial, TrialRunning, Volunteer } from '../../../core/types';
import { TrialCamera, type TrialTask } from './trial-camera';
import { TrialResult } from './trial-result';

const text = words(trialWords);

const PATH = '/api/admin/face-trial';
const WORD_MAX = 40;

/** Commas as they are typed in either script. */
const splitGroups = (typed: string) => typed.split(/[,،\n]/).map((group) => group.trim()).filter(Boolean);

function AddVolunteer({ known, onDone, onClose }: { known: string[]; onDone: () => Promise<void>; onClose: () => void }) {
  const all = text();
  const t = all.trial;
  const [word, setWord] = useState('');
  const [groups, setGroups] = useState('');
  const chosen = splitGroups(groups);
  const toggle = (group: string) =>
    setGroups((chosen.includes(group) ? chosen.filter((other) => other !== group) : [...chosen, group]).join(', '));
  const submit = async () => {
    const added = await post<Volunteer>(`${PATH}/volunteers`, { word: word.trim(), groups: chosen });
    await onDone();
    toast(t.added(added.word));
    onClose();
  };
  return (
    <FormDialog title={t.add} action={t.add} fields={['word', 'groups']} ready={word.trim() !== ''} onSubmit={submit} onClose={onClose}>
      {(problem, tried) => (
        <>
          <Field
            label={t.word}
            name="word"
            value={word}
            onInput={setWord}
            hint={t.wordHint}
            maxLength={WORD_MAX}
            error={fieldError(problem, 'word') ?? (tried && !word.trim() ? t.needed : undefined)}
          />
          <Field label={t.groups} name="groups" value={groups} onInput={setGroups} hint={t.groupsHint} optional error={fieldError(problem, 'groups')} />
          {known.length > 0 && (
            <div class="chips" role="group" aria-label={t.groups}>
              {known.map((group) => (
                <button key={group} type="button" class="chip chip-plain chip-none" aria-pressed={chosen.includes(group)} onClick={() => toggle(group)}>
                  {group}
                </button>
              ))}
            </div>
          )}
        </>
      )}
    </FormDialog>
  );
}

function Attack({ volunteer, onPlay, onClose }: { volunteer: Volunteer; onPlay: (species: string) => void; onClose: () => void }) {
  const all = text();
  const t = all.trial;
  const [species, setSpecies] = useState('');
  return (
    <FormDialog
      title={t.attackTitle(volunteer.word)}
      action={t.play}
      fields={['species']}
      ready={species.trim() !== ''}
      onSubmit={() => Promise.resolve(onPlay(species.trim()))}
      onClose={onClose}
    >
      {(_, tried) => (
        <>
          <p class="muted">{t.attackHint}</p>
          <Field
            label={t.species}
            name="species"
            value={species}
            onInput={setSpecies}
            hint={t.speciesHint}
            maxLength={WORD_MAX}
            list={t.speciesUsual}
            error={tried && !species.trim() ? t.needed : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}

function VolunteerRow({ volunteer, outdated, onTask, onAttack, onRemove }: {
  volunteer: Volunteer;
  outdated: boolean;
  onTask: (task: TrialTask) => void;
  onAttack: () => void;
  onRemove: () => void;
}) {
  const t = text().trial;
  const { word, groups, enrolled, tried, looks, attacks } = volunteer;
  // What comes next stands first; the one primary button of the page adds somebody.
  const enrol = (
    <Button kind={enrolled ? 'quiet' : 'plain'} icon="camera" onClick={() => onTask({ volunteer, kind: 'enrol' })}>
      {enrolled ? t.enrolAgain : t.enrol}
    </Button>
  );
  return (
    <li class="row trial-row" data-volunteer={word} data-enrolled={enrolled} data-looks={looks} data-attacks={attacks}>
      <div>
        <p class="row-lead">
          <bdi>{word}</bdi>
        </p>
        {groups.length > 0 && <p class="muted small">{facts(groups)}</p>}
        <p class="muted small">
          {facts([enrolled ? t.enrolled : tried ? t.failed : t.notEnrolled, t.counts(looks, attacks)])}
        </p>
      </div>
      <button type="button" class="icon-button" aria-label={t.remove(word)} onClick={onRemove}>
        <Icon name="trash" />
      </button>
      {!outdated && (
        <div class="trial-actions">
          {!enrolled && enrol}
          <Button kind={enrolled ? 'plain' : 'quiet'} onClick={() => onTask({ volunteer, kind: 'check' })}>
            {t.checkIn}
          </Button>
          <Button kind={enrolled ? 'plain' : 'quiet'} onClick={onAttack}>
            {t.attack}
          </Button>
          {enrolled && enrol}
        </div>
      )}
    </li>
  );
}

type Question = 'add' | 'count' | 'discard' | { attack: Volunteer } | { remove: Volunteer };

function Running({ running, reload, onTask }: { running: TrialRunning; reload: () => Promise<void>; onTask: (task: TrialTask) => void }) {
  const all = text();
  const t = all.trial;
  const { busy, problem, run, clear } = useAction();
  const [question, setQuestion] = useState<Question | null>(null);
  const [job, setJob] = useState<Job | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const known = [...new Set(running.volunteers.flatMap(({ groups }) => groups))].sort();
  const close = () => {
    setQuestion(null);
    clear();
  };
  const act = (what: () => Promise<void>, says: string | null) =>
    void run(async () => {
      await what();
      close();
      await reload();
      if (says) toast(says);
    });
  const ended = (end: Job) => {
    setJob(null);
    if (end.state === 'done') toast(t.counted);
    else setFailure(failureOf(end) || t.countFailed);
    void reload();
  };
  return (
    <>
      <section class="card" aria-labelledby="goes-on">
        <h2 id="goes-on">{t.goesOn}</h2>
        <dl class="facts">
          <div>
            <dt>{t.since}</dt>
            <dd>{longDay(running.started_at)}</dd>
          </div>
          <div>
            <dt>{t.endsBy}</dt>
            <dd>{longDay(running.ends_at)}</dd>
          </div>
          <div>
            <dt>{t.threshold}</dt>
            <dd>{decimals(running.threshold, 3)}</dd>
          </div>
        </dl>
        {running.outdated && (
          <Notice>
            <p>{t.outdated}</p>
          </Notice>
        )}
        {failure && (
          <p class="notice" role="alert">
            {failure}
          </p>
        )}
        {job ? (
          <RunningJob key={job.id} job={job} says={t.counting} onEnd={ended} />
        ) : (
          <div class="actions">
            <Button onClick={() => setQuestion('count')}>{t.count}</Button>
            <Button kind="quiet" onClick={() => setQuestion('discard')}>
              {t.discard}
            </Button>
          </div>
        )}
      </section>
      <section aria-labelledby="volunteers">
        <div class="section-head">
          <h2 id="volunteers">
            {t.volunteers} <span class="muted">{number(running.volunteers.length)}</span>
          </h2>
          {!running.outdated && (
            <Button kind="primary" icon="plus" onClick={() => setQuestion('add')}>
              {t.add}
            </Button>
          )}
        </div>
        {running.volunteers.length === 0 ? (
          <Empty icon="people" title={t.noVolunteers} hint={t.noVolunteersHint} />
        ) : (
          <ul class="card rows">
            {running.volunteers.map((volunteer) => (
              <VolunteerRow
                key={volunteer.id}
                volunteer={volunteer}
                outdated={running.outdated}
                onTask={onTask}
                onAttack={() => setQuestion({ attack: volunteer })}
                onRemove={() => setQuestion({ remove: volunteer })}
              />
            ))}
          </ul>
        )}
      </section>
      {question === 'add' && <AddVolunteer known={known} onDone={reload} onClose={close} />}
      {question === 'count' && (
        <Confirm
          title={t.countTitle}
          hint={t.countHint}
          action={t.count}
          busy={busy}
          onConfirm={() =>
            act(async () => {
              setFailure(null);
              setJob(await post<Job>(`${PATH}/count`));
            }, null)
          }
          onClose={close}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
      {question === 'discard' && (
        <Confirm title={t.discardTitle} hint={t.discardHint} action={t.discard} busy={busy} onConfirm={() => act(() => remove(PATH), t.discarded)} onClose={close}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
      {question !== null && typeof question === 'object' && 'attack' in question && (
        <Attack
          volunteer={question.attack}
          onPlay={(species) => {
            close();
            onTask({ volunteer: question.attack, kind: 'attack', species });
          }}
          onClose={close}
        />
      )}
      {question !== null && typeof question === 'object' && 'remove' in question && (
        <Confirm
          title={t.removeTitle(question.remove.word)}
          hint={t.removeHint}
          action={t.removeAction}
          busy={busy}
          onConfirm={() => act(() => remove(`${PATH}/volunteers/${question.remove.id}`), t.removed)}
          onClose={close}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </>
  );
}

/** First of all, and below the volunteers once a trial goes on. */
function Before() {
  const t = text().trial;
  return (
    <section class="card" aria-labelledby="before">
      <h2 id="before">{t.before}</h2>
      <ul class="bullets">
        {t.rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </section>
  );
}

export function TrialPage({ path }: { path: string }) {
  const t = text().trial;
  usePageTitle(t.title);
  const trial = useLoad<Trial>(PATH);
  const { busy, problem, run } = useAction();
  const [task, setTask] = useState<TrialTask | null>(null);
  useEffect(() => void warmGuide(), []);
  const reload = async () => trial.set(await get<Trial>(PATH));
  const begin = () =>
    void run(async () => {
      trial.set(await post<Trial>(PATH));
      toast(t.begun);
    });
  const { data } = trial;
  if (task)
    return (
      <TrialCamera
        task={task}
        onClose={() => {
          setTask(null);
          void reload();
        }}
      />
    );
  return (
    <Shell role="administrator" path={path}>
      <div class="reading trial-page">
        <PageHead title={t.title} back="/system" sub={t.hint} />
        <ProblemNotice problem={trial.problem} onRetry={() => void trial.reload()} />
        <ProblemNotice problem={problem} />
        {!data && !trial.problem && <Skeleton />}
        {data && (
          <>
            {!data.running && <Before />}
            {data.running ? (
              <Running running={data.running} reload={reload} onTask={setTask} />
            ) : (
              <section class="card">
                <Empty icon="face" title={t.none} hint={t.noneHint}>
                  <Button kind="primary" busy={busy} onClick={begin}>
                    {t.begin}
                  </Button>
                </Empty>
              </section>
            )}
            {data.running && <Before />}
            {data.last && <TrialResult last={data.last} />}
          </>
        )}
      </div>
    </Shell>
  );
}

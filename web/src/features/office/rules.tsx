// SPDX-License-Identifier: MIT
// The rules that warn: of the institution, or of a classroom; and what they would have done.

import { useState } from 'preact/hooks';
import { get, post } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords, rules as rulesWords, taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Switch } from '../../ui/area';
import { Button, Empty, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame, ClassSection } from '../../ui/class/class-frame';
import { Field } from '../../ui/field';
import { isTeacher } from '../../ui/class/part';
import { ruleLine } from '../../ui/class/rule-words';
import { toast } from '../../ui/toast';
import { wholeNumber } from '../../ui/typed';
import { edit } from '../../ui/version';
import { day, facts } from '../../core/text/format';
import type { WarningPreview, WarningRecipient, WarningRule, WarningRules } from '../../core/types';

const text = words(boardWords, rulesWords, taughtWords, teachingWords);

const RECIPIENTS: readonly WarningRecipient[] = ['student', 'teachers', 'adviser'];
const WEEKS = 16;

/** A number of a rule while it is typed. */
type Draft = Omit<WarningRule, 'lectures' | 'days' | 'percent' | 'counted_min'> & {
  lectures: string;
  days: string;
  percent: string;
  counted_min: string;
};

const draftOf = (rule: WarningRule): Draft => ({
  ...rule,
  lectures: String(rule.lectures),
  days: String(rule.days),
  percent: rule.percent ? String(rule.percent) : '',
  counted_min: String(rule.counted_min),
});

type NumberName = 'lectures' | 'days' | 'percent' | 'counted_min';

const NUMBERS: Record<WarningRule['kind'], readonly NumberName[]> = {
  in_a_row: ['lectures'],
  within: ['lectures', 'days'],
  below: ['percent', 'counted_min'],
  out_of_reach: ['counted_min'],
};
const RANGE: Record<NumberName, readonly [number, number]> = { lectures: [2, 50], days: [1, 366], percent: [1, 100], counted_min: [1, 50] };

const isRight = (draft: Draft, name: NumberName): boolean =>
  (name === 'percent' && draft.percent.trim() === '') || wholeNumber(draft[name], ...RANGE[name]) !== null;

/** The rule as it is sent; null while a number is wrong or a rule that is on tells nobody. */
function ruleOf(draft: Draft): Record<string, unknown> | null {
  const names = NUMBERS[draft.kind];
  if (!names.every((name) => isRight(draft, name)) || (draft.on && draft.recipients.length === 0)) return null;
  const numbers = Object.fromEntries(names.map((name) => [name, Number(draft[name].trim() || 0)]));
  return { kind: draft.kind, on: draft.on, recipients: draft.recipients, ...numbers };
}

function RuleCard({ draft, tried, onChange }: { draft: Draft; tried: boolean; onChange: (next: Draft) => void }) {
  const t = text().rules;
  const { kind } = draft;
  const toggle = (who: WarningRecipient, on: boolean) =>
    onChange({ ...draft, recipients: RECIPIENTS.filter((one) => (one === who ? on : draft.recipients.includes(one))) });
  return (
    <section class="card form" aria-label={t.kind[kind]}>
      <Switch name={`${kind}_on`} checked={draft.on} onChange={(on) => onChange({ ...draft, on })} hint={t.about[kind]}>
        {t.kind[kind]}
      </Switch>
      {draft.on && (
        <>
          <div class="field-pair">
            {NUMBERS[kind].map((name) => (
              <Field
                key={name}
                label={t.number[name]}
                name={`${kind}_${name}`}
                inputMode="numeric"
                optional={name === 'percent'}
                value={draft[name]}
                onInput={(value) => onChange({ ...draft, [name]: value })}
                hint={t.numberHint[name]}
                error={tried && !isRight(draft, name) ? text().professor.needMinutes(...RANGE[name]) : undefined}
              />
            ))}
          </div>
          <fieldset class="rule-recipients">
            <legend>{t.recipients}</legend>
            {RECIPIENTS.map((who) => (
              <Switch key={who} name={`${kind}_${who}`} checked={draft.recipients.includes(who)} onChange={(on) => toggle(who, on)}>
                {t.recipient[who]}
              </Switch>
            ))}
            {tried && draft.recipients.length === 0 && <p class="field-error">{t.needRecipient}</p>}
          </fieldset>
        </>
      )}
    </section>
  );
}

function Preview({ path, rules, classes }: { path: string; rules: () => Record<string, unknown>[] | null; classes: boolean }) {
  const t = text().rules;
  const [weeks, setWeeks] = useState(String(WEEKS));
  const [found, setFound] = useState<WarningPreview | null>(null);
  const { busy, problem, run } = useAction();
  const number = wholeNumber(weeks, 1, 60);
  const look = () => {
    const list = rules();
    if (!list || number === null) return;
    void run(async () => setFound(await post<WarningPreview>(`${path}/preview`, { rules: list, weeks: number })));
  };
  return (
    <section class="card form" aria-labelledby="preview">
      <h2 id="preview">{t.preview}</h2>
      <p class="muted">{t.previewHint}</p>
      <Field
        label={t.weeks}
        name="weeks"
        inputMode="numeric"
        value={weeks}
        onInput={setWeeks}
        error={number === null ? text().professor.needMinutes(1, 60) : undefined}
      />
      <ProblemNotice problem={problem} />
      <Button icon="people" busy={busy} onClick={look}>
        {t.look}
      </Button>
      {found && (
        <div role="status" data-preview={found.warned}>
          <p>
            <strong>{t.found(found.warned, found.students)}</strong> {t.messages(found.messages)}
            {classes && ` ${t.inClasses(found.classrooms)}`}
          </p>
          {found.warnings.length === 0 ? (
            <Empty icon="check" title={t.nobody} />
          ) : (
            <details>
              <summary>{t.who}</summary>
              <ul class="rows">
                {found.warnings.map((one, i) => (
                  <li key={i} class="row">
                    <div>
                      <p class="row-lead">{one.student.name}</p>
                      <p class="muted">
                        {facts([t.kind[one.kind], classes ? one.subject : null, day(one.starts_at, one.timezone), one.title])}
                      </p>
                    </div>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
    </section>
  );
}

function Editor({ path, loaded, classes, onRead }: { path: string; loaded: WarningRules; classes: boolean; onRead: (next: WarningRules) => void }) {
  const t = text().rules;
  const [drafts, setDrafts] = useState(loaded.rules.map(draftOf));
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const saved = useUnsaved(drafts);
  const rules = () => {
    const list = drafts.map(ruleOf);
    setTried(true);
    return list.every((one) => one !== null) ? list : null;
  };
  const save = (version: number | null) => {
    const list = rules();
    if (!list) return;
    void run(async () => {
      onRead(await edit<WarningRules>('PUT', path, version, { rules: list }));
      saved();
      toast(t.saved);
    });
  };
  const asInstitution = () =>
    void run(async () => {
      onRead(await edit<WarningRules>('DELETE', path, loaded.version));
      saved();
      toast(t.saved);
    });
  const reread = () =>
    void run(async () => {
      const next = await get<WarningRules>(path);
      setDrafts(next.rules.map(draftOf));
      saved();
      onRead(next);
    });
  return (
    <>
      <form class="rules-form" onSubmit={(event) => (event.preventDefault(), save(loaded.version))} noValidate>
        {drafts.map((draft, at) => (
          <RuleCard key={draft.kind} draft={draft} tried={tried} onChange={(next) => setDrafts(drafts.map((one, i) => (i === at ? next : one)))} />
        ))}
        <ProblemNotice problem={problem} />
        {problem?.code === 'changed_meanwhile' && ( // what was typed stays until one of them is chosen
          <>
            <Button wide onClick={reread}>
              {t.reread}
            </Button>
            <Button wide onClick={() => save(null)}>
              {text().board.saveAnyway}
            </Button>
          </>
        )}
        <Button type="submit" kind="primary" wide busy={busy}>
          {text().board.save}
        </Button>
        {loaded.own && (
          <Button wide busy={busy} onClick={asInstitution}>
            {t.asInstitution}
          </Button>
        )}
      </form>
      <Preview path={path} rules={rules} classes={classes} />
    </>
  );
}

/** The institution's. */
export function RulesPage() {
  const t = text().rules;
  usePageTitle(t.title);
  const page = useLoad<WarningRules>('/api/admin/rules');
  return (
    <div class="reading settings">
      <PageHead title={t.title} back="/system" sub={t.hint} />
      {page.data ? (
        <Editor path="/api/admin/rules" loaded={page.data} classes onRead={(next) => page.set(() => next)} />
      ) : page.problem ? (
        <ProblemNotice problem={page.problem} onRetry={() => void page.reload()} />
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

export function ClassRulesPage({ classroom: id, path: here }: { classroom: string; path: string }) {
  const t = text().rules;
  const path = `/api/classroom/${id}/rules`;
  const page = useClass(id);
  const rules = useLoad<WarningRules>(path);
  const classroom = page.data?.classroom;
  const { problem } = rules;
  const may = classroom && isTeacher(classroom) && !classroom.archived;
  const own = classroom?.part === 'student';
  return (
    <ClassFrame id={id} path={here} title={t.title}>
      <div class="reading settings">
        <ClassSection
          title={t.title}
          {...(classroom && isTeacher(classroom) && { back: { href: `/classroom/${id}/settings/thresholds`, word: text().taught.settings.group.thresholds } })}
        />
        {problem && <ProblemNotice problem={problem} onRetry={() => void rules.reload()} />}
        {(!classroom || !rules.data) && !problem && <Skeleton />}
        {may && rules.data && !rules.data.own && <Notice>{t.ofInstitution}</Notice>}
        {rules.data && may && <Editor key={String(rules.data.own)} path={path} loaded={rules.data} classes={false} onRead={(next) => rules.set(() => next)} />}
        {rules.data && classroom && !may && (
          <ul class="card rows">
            {rules.data.rules
              .filter((rule) => rule.on)
              .map((rule) => (
                <li key={rule.kind} class="row">
                  <div>
                    <p class="row-lead">{ruleLine(rule, classroom.threshold_percent)}</p>
                    <p class="muted small">
                      {own ? t.told : t.recipients}: {facts(RECIPIENTS.filter((who) => rule.recipients.includes(who)).map((who) => (own ? t.recipientYou : t.recipient)[who]))}
                    </p>
                  </div>
                </li>
              ))}
          </ul>
        )}
      </div>
    </ClassFrame>
  );
}

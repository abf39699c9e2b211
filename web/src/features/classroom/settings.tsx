// SPDX-License-Identifier: MIT
// How a class works, group by group: each group has one form and one Save.

import { useState } from 'preact/hooks';
import { words } from '../../core/text';
import { settings as settingsWords, taught as taughtWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Button, LinkButton, Notice, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame } from '../../ui/class/class-frame';
import { SETTING_GROUPS, type SettingGroup, SettingsFrame } from '../../ui/class/settings-frame';
import { Confirm } from '../../ui/dialog';
import { isTeacher } from '../../ui/class/part';
import type { Classroom } from '../../core/types';
import { CheckInForm } from './check-in';
import { type SettingsProps, useClassroomEdit } from './edit';
import { GeneralForm, ThresholdForm } from './forms';
import { JoinSettings, StaffSettings } from './people';
import { ProofSettings } from './proofs';
import { StatusSettings } from './statuses';

const text = words(settingsWords, taughtWords);

/** The way to the same class in the next term; also of one that is archived. */
function CopyCard({ classroom }: { classroom: Classroom }) {
  const t = text().copy;
  return (
    <section class="card" aria-labelledby="copy">
      <h3 id="copy">{t.title}</h3>
      <p class="muted">{t.hint}</p>
      <LinkButton href={`/classroom/${classroom.id}/copy`} icon="copy">
        {t.open}
      </LinkButton>
    </section>
  );
}

function ArchiveCard(props: SettingsProps) {
  const t = text().settings;
  const [asking, setAsking] = useState(false);
  const { busy, problem, save } = useClassroomEdit(props);
  const { archived } = props.classroom;
  const change = async () => {
    if (await save({ archived: !archived })) setAsking(false);
  };
  return (
    <section class="card" aria-labelledby="archive">
      <h3 id="archive">{t.archive}</h3>
      <p class="muted">{t.archiveHint}</p>
      <ProblemNotice problem={asking ? null : problem} />
      <Button busy={busy && !asking} onClick={() => (archived ? void change() : setAsking(true))}>
        {archived ? t.unarchive : t.archiveButton}
      </Button>
      {asking && (
        <Confirm title={t.archiveTitle} hint={t.archiveHint} action={t.archiveButton} busy={busy} onConfirm={() => void change()} onClose={() => setAsking(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}

function RulesDoor({ classroom }: { classroom: Classroom }) {
  const t = text().taught.settings;
  return (
    <section class="card" aria-labelledby="rules">
      <h3 id="rules">{t.rules}</h3>
      <p class="muted">{t.rulesHint}</p>
      <LinkButton href={`/classroom/${classroom.id}/rules`} icon="alert">
        {t.rulesOpen}
      </LinkButton>
    </section>
  );
}

function Group({ group, ...props }: SettingsProps & { group: SettingGroup }) {
  const { classroom } = props;
  switch (group) {
    case 'check-in':
      return <CheckInForm {...props} />;
    case 'proofs':
      return <ProofSettings classroom={classroom} />;
    case 'statuses':
      return <StatusSettings classroom={classroom} />;
    case 'thresholds':
      return (
        <>
          <ThresholdForm {...props} />
          <RulesDoor classroom={classroom} />
        </>
      );
    case 'joining':
      return <JoinSettings {...props} />;
    case 'staff':
      return <StaffSettings classroom={classroom} />;
    case 'archive':
      return (
        <>
          <CopyCard classroom={classroom} />
          <ArchiveCard {...props} />
        </>
      );
    default:
      return <GeneralForm {...props} />;
  }
}

const groupOf = (word: string | null): SettingGroup | null => SETTING_GROUPS.find((one) => one === word) ?? null;

export function ClassSettingsPage({ classroom: id, group: word, path }: { classroom: string; group: string | null; path: string }) {
  const t = text();
  const page = useClass(id);
  const classroom = page.data?.classroom;
  const group = groupOf(word);
  const onChanged = (next: Classroom) => page.set((old) => ({ ...old, classroom: { ...old.classroom, ...next } }));
  const shown = classroom?.archived ? 'archive' : (group ?? 'general');
  return (
    <ClassFrame id={id} path={path} title={group ? `${t.taught.settings.group[group]} · ${t.app.places.settings}` : t.app.places.settings}>
      {!classroom && <Skeleton rows={5} />}
      {classroom && !isTeacher(classroom) && <Notice>{t.settings.teachersOnly}</Notice>}
      {classroom && isTeacher(classroom) && (
        <SettingsFrame id={id} group={group} archived={classroom.archived}>
          <Group key={shown} group={shown} classroom={classroom} onChanged={onChanged} />
        </SettingsFrame>
      )}
    </ClassFrame>
  );
}

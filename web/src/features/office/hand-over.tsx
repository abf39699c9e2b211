// SPDX-License-Identifier: MIT
// A class whose professor has left goes to somebody else.

import { useState } from 'preact/hooks';
import { put } from '../../core/api';
import { useAction, usePageTitle } from '../../core/hooks';
import { navigate } from '../../core/router';
import { words } from '../../core/text';
import { desk as deskWords } from '../../core/text/books';
import { Button, PageHead, ProblemNotice } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { toast } from '../../ui/toast';
import { PickClass, PickPerson, type Picked } from './pick';

const text = words(deskWords);

export function HandOverPage() {
  const t = text();
  const words = t.desk.handOver;
  usePageTitle(words.title);
  const [classroom, setClassroom] = useState<Picked | null>(null);
  const [person, setPerson] = useState<Picked | null>(null);
  const [tried, setTried] = useState(false);
  const [sure, setSure] = useState(false);
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (classroom && person) setSure(true);
  };
  const give = () =>
    void run(async () => {
      if (!classroom || !person) return;
      await put('/api/admin/owner', { classroom: classroom.id, email: person.about ?? '' });
      toast(words.done(person.name));
      navigate(`/classroom/${classroom.id}`);
    });
  return (
    <div class="reading">
      <PageHead title={words.title} back="/classrooms" sub={words.hint} />
      <form class="card form office-form" onSubmit={submit} noValidate>
        <PickClass label={words.class} hint={words.pickClass} value={classroom} onChange={setClassroom} />
        <PickPerson label={words.to} hint={words.pickPerson} role="professor" value={person} onChange={setPerson} />
        <p class="field-hint">{words.toHint}</p>
        {tried && !(classroom && person) && (
          <p class="field-error" role="alert">
            {words.need}
          </p>
        )}
        <Button type="submit" kind="primary" wide>
          {words.button}
        </Button>
      </form>
      {sure && classroom && person && (
        <Confirm title={words.title} hint={words.sure(classroom.name, person.name)} action={words.button} busy={busy} harmless onConfirm={give} onClose={() => setSure(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}

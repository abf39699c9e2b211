// SPDX-License-Identifier: MIT
// What proves that one is in the room.

import { useState } from 'preact/hooks';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { words } from '../../core/text';
import {
  checkIn as checkInWords,
  settings as settingsWords,
  taught as taughtWords,
  teaching as teachingWords,
  sound as soundWords,
  unlock as unlockWords,
} from '../../core/text/books';
import { Area, Select, Switch } from '../../ui/area';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Field, fieldError, otherThan } from '../../ui/field';
import { geoUri } from '../../ui/position';
import { toast } from '../../ui/toast';
import { wholeNumber } from '../../ui/typed';
import { edit } from '../../ui/version';
import { type Classroom, type Proofs, type Rule, RULES } from '../../core/types';

const text = words(checkInWords, settingsWords, taughtWords, teachingWords, soundWords, unlockWords);

const FIELDS = ['networks', 'place', 'radius_m', 'device_minutes'];

function RuleSelect(props: { label: string; name: string; value: Rule; onChange: (rule: Rule) => void; hint: string }) {
  const t = text().settings;
  return <Select {...props} choices={RULES.map((value) => ({ value, label: t.rule[value] }))} />;
}

function ProofForm({ classroom, proofs, onSaved }: { classroom: Classroom; proofs: Proofs; onSaved: (next: Proofs) => void }) {
  const t = text().settings;
  const [draft, setDraft] = useState(proofs);
  const [radius, setRadius] = useState(String(proofs.radius_m));
  const [minutes, setMinutes] = useState(String(proofs.device_minutes));
  const [tried, setTried] = useState(false);
  const [noPlace, setNoPlace] = useState(false);
  const { busy, problem, run } = useAction();
  const { passkeys } = useInstitution();
  useUnsaved(draft, radius, minutes);
  const change = (next: Partial<Proofs>) => setDraft((old) => ({ ...old, ...next }));
  const metres = wholeNumber(radius, 10, 100_000);
  const span = wholeNumber(minutes, 1, 1440);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (metres === null || span === null) return;
    const { version, ...rest } = draft;
    void run(async () => {
      const body = { ...rest, networks: draft.networks.trim(), place: draft.place.trim(), radius_m: metres, device_minutes: span };
      onSaved(await edit<Proofs>('PUT', `/api/classroom/${classroom.id}/proofs`, version, body));
      toast(t.saved);
    });
  };
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      // The accuracy belongs to a phone's answer, not to a place.
      ({ coords }) => (change({ place: geoUri(coords.latitude, coords.longitude, 1).split(';')[0] ?? '' }), setNoPlace(false)),
      () => setNoPlace(true),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  return (
    <form class="form" onSubmit={submit} noValidate>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      <RuleSelect
        label={text().sound.rule}
        name="room_rule"
        value={draft.room_rule}
        onChange={(room_rule) => change({ room_rule })}
        hint={text().sound.ruleHint}
      />
      {draft.room_rule !== 'off' && (
        <Switch name="sound" checked={draft.sound} onChange={(sound) => change({ sound })} hint={text().sound.switchHint}>
          {text().sound.switch}
        </Switch>
      )}
      <Switch name="code_check_in" checked={draft.code_check_in} onChange={(code_check_in) => change({ code_check_in })} hint={t.codeCheckInHint}>
        {t.codeCheckIn}
      </Switch>
      <Switch name="room_code" checked={draft.room_code} onChange={(room_code) => change({ room_code })} hint={t.roomCodeHint}>
        {t.roomCode}
      </Switch>
      <RuleSelect
        label={t.network}
        name="network_rule"
        value={draft.network_rule}
        onChange={(network_rule) => change({ network_rule })}
        hint={t.networkHint}
      />
      {draft.network_rule !== 'off' && (
        <Area
          label={t.networks}
          name="networks"
          rows={2}
          hint={t.networksHint}
          value={draft.networks}
          onInput={(networks) => change({ networks: networks.replace(/\n/g, ' ') })}
          error={fieldError(problem, 'networks')}
        />
      )}
      <RuleSelect label={t.place} name="place_rule" value={draft.place_rule} onChange={(place_rule) => change({ place_rule })} hint={t.placeHint} />
      {draft.place_rule !== 'off' && (
        <>
          <Field
            label={t.placeGeo}
            name="place"
            hint={t.placeGeoHint}
            value={draft.place}
            onInput={(place) => change({ place })}
            error={noPlace ? text().check.positionFailed : fieldError(problem, 'place')}
          />
          <Button onClick={here}>{t.placeHere}</Button>
          <Field
            label={t.radius}
            name="radius_m"
            inputMode="numeric"
            value={radius}
            onInput={setRadius}
            error={tried && metres === null ? text().professor.needMinutes(10, 100_000) : fieldError(problem, 'radius_m')}
          />
        </>
      )}
      <RuleSelect label={t.device} name="device_rule" value={draft.device_rule} onChange={(device_rule) => change({ device_rule })} hint={t.deviceHint} />
      {draft.device_rule !== 'off' && (
        <Field
          label={t.deviceMinutes}
          name="device_minutes"
          inputMode="numeric"
          value={minutes}
          onInput={setMinutes}
          error={tried && span === null ? text().professor.needMinutes(1, 1440) : fieldError(problem, 'device_minutes')}
        />
      )}
      {(passkeys || draft.unlock_rule !== 'off') && (
        <RuleSelect
          label={text().unlock.rule}
          name="unlock_rule"
          value={draft.unlock_rule}
          onChange={(unlock_rule) => change({ unlock_rule })}
          hint={text().unlock.ruleHint}
        />
      )}
      <Button type="submit" kind="primary" busy={busy}>
        {text().taught.settings.save}
      </Button>
    </form>
  );
}

export function ProofSettings({ classroom }: { classroom: Classroom }) {
  const t = text().settings;
  const loaded = useLoad<Proofs>(`/api/classroom/${classroom.id}/proofs`);
  return (
    <section class="card" aria-label={t.proofs}>
      {loaded.data ? (
        <ProofForm key={loaded.data.version} classroom={classroom} proofs={loaded.data} onSaved={loaded.set} />
      ) : loaded.problem ? (
        <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} />
      ) : (
        <Skeleton rows={2} />
      )}
    </section>
  );
}

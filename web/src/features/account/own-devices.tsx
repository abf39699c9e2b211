// SPDX-License-Identifier: MIT
// The devices that a student checks in with: since when, until when one is new, and the way to trust or remove it.

import { useEffect, useState } from 'preact/hooks';
import { post, remove } from '../../core/api';
import { itself, makeKnown, nameHere } from '../../core/device-key';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { ownDevices as ownDevicesWords } from '../../core/text/books';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { dayAndTimeInside, facts, shortDay } from '../../core/text/format';
import type { OwnDevice } from '../../core/types';

const text = words(ownDevicesWords);

interface Answer {
  devices: OwnDevice[];
}

interface RowProps {
  person: number;
  device: OwnDevice;
  /** The only one stays: without it the next would be the first again. */
  only: boolean;
  onChange: (next?: Answer) => void;
}

function Standing({ device }: { device: OwnDevice }) {
  const t = text().ownDevices;
  const fresh = device.new_until;
  return (
    <span class={`chip ${fresh ? 'chip-L' : 'chip-P'}`} data-standing={fresh ? 'new' : 'trusted'}>
      <span class="chip-word">{fresh ? t.newUntil(dayAndTimeInside(fresh)) : t.trusted}</span>
    </span>
  );
}

function DeviceRow({ person, device, only, onChange }: RowProps) {
  const t = text().ownDevices;
  const { busy, problem, run } = useAction();
  const [asking, setAsking] = useState(false);
  const name = device.name || t.unnamed;
  const trust = () =>
    void run(async () => {
      onChange(await post<Answer>('/api/user/devices/trust', await itself(person)));
      toast(t.trustDone);
    });
  const drop = () =>
    void run(async () => {
      await remove(`/api/user/devices/${device.id}`);
      setAsking(false);
      toast(t.removed);
      onChange();
    });
  return (
    <li class="device" data-device={device.id} data-current={device.current}>
      <span class="badge" aria-hidden="true">
        <Icon name="device" />
      </span>
      <div class="device-words">
        <p class="row-lead">
          <bdi>{name}</bdi>
        </p>
        <p class="muted">
          {facts([device.current && t.current, t.since(shortDay(device.first_seen_at)), !device.current && t.seen(dayAndTimeInside(device.last_seen_at))])}
        </p>
        {device.keyed ? <Standing device={device} /> : <p class="muted small">{t.keyless}</p>}
        {device.can_vouch && <p class="muted small">{t.trustHint}</p>}
        <ProblemNotice problem={asking ? null : problem} />
      </div>
      {device.can_vouch && (
        <Button icon="shield" busy={busy} onClick={trust}>
          {t.trust}
        </Button>
      )}
      {!only && !device.current && (
        <Button label={t.removeOne(name)} onClick={() => setAsking(true)}>
          {t.remove}
        </Button>
      )}
      {asking && (
        <Confirm title={t.removeTitle} hint={t.removeHint} action={t.remove} busy={busy} onConfirm={drop} onClose={() => setAsking(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </li>
  );
}

function List({ person, here }: { person: number; here: string }) {
  const t = text().ownDevices;
  const { data, problem, reload, set } = useLoad<Answer>(`/api/user/devices?key=${here}`);
  const change = (next?: Answer) => (next ? set(() => next) : void reload());
  // Signed in before devices had keys, or without a network since: it is known from now on.
  const missing = here !== '' && data?.devices.every((device) => !device.current);
  useEffect(() => {
    if (missing) void makeKnown(person).then((next) => set(() => next), () => undefined);
  }, [missing]);
  return (
    <>
      <p class="muted">{data?.devices.length === 0 ? t.none : t.hint}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {!data && !problem && <Skeleton rows={2} />}
      {data && data.devices.length > 0 && (
        <ul class="devices own-devices">
          {data.devices.map((device) => (
            <DeviceRow key={device.id} person={person} device={device} only={data.devices.length === 1} onChange={change} />
          ))}
        </ul>
      )}
    </>
  );
}

export function OwnDevicesSection({ person }: { person: number }) {
  const [here, setHere] = useState<string | null>(null);
  useEffect(() => void nameHere(person).then(setHere), [person]);
  return (
    <section class="card" aria-labelledby="own-devices" data-testid="own-devices">
      <h2 id="own-devices">{text().ownDevices.title}</h2>
      {here === null ? <Skeleton rows={2} /> : <List person={person} here={here} />}
    </section>
  );
}

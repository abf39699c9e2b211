// SPDX-License-Identifier: MIT
// Whether one is told on this device while the app is closed, what stands in the way, and where else one is told.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { type Loaded, useAction } from '../../core/hooks';
import { pushAbility, turnOff, turnOn, type PushAbility } from '../../core/push/push';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { device as deviceWords } from '../../core/text/books';
import { day } from '../../core/text/format';
import type { PushState, PushSubscribed } from '../../core/types';
import { Button, ProblemNotice } from '../../ui/basics';
import { Icon, type IconName } from '../../ui/icons';
import { toast } from '../../ui/toast';

const text = words(deviceWords);

/** What the browser allows, read anew when the person comes back from its settings. */
function usePermission(ability: PushAbility): NotificationPermission {
  const [permission, setPermission] = useState<NotificationPermission>(ability === 'can' ? Notification.permission : 'default');
  useEffect(() => {
    if (ability !== 'can') return undefined;
    const read = () => setPermission(Notification.permission);
    let status: PermissionStatus | null = null;
    document.addEventListener('visibilitychange', read);
    void navigator.permissions
      ?.query({ name: 'notifications' })
      .then((found) => {
        status = found;
        found.addEventListener('change', read);
      })
      .catch(() => undefined);
    return () => {
      document.removeEventListener('visibilitychange', read);
      status?.removeEventListener('change', read);
    };
  }, [ability]);
  return permission;
}

/** One state of the card: its picture, what it says, and what can be done. */
function State(props: { state: string; icon: IconName; lead: string; children?: ComponentChildren }) {
  return (
    <div class="device-state" data-push={props.state}>
      <span class="badge" aria-hidden="true">
        <Icon name={props.icon} />
      </span>
      <div class="device-said">
        <p class="row-lead">{props.lead}</p>
        {props.children}
      </div>
    </div>
  );
}

function Install() {
  const t = text().device;
  return (
    <State state="install" icon="device" lead={t.iosTitle}>
      <p class="muted">{t.iosHint}</p>
      <ol class="device-steps">
        {t.iosSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </State>
  );
}

function Off({ publicKey, onChange }: { publicKey: string; onChange: () => Promise<void> }) {
  const t = text().device;
  const { busy, problem, run } = useAction();
  const [failed, setFailed] = useState('');
  const on = () => {
    setFailed('');
    void run(async () => {
      const made = await turnOn(currentUser()?.id ?? 0, publicKey);
      if (typeof made === 'string') {
        setFailed({ blocked: t.notAllowed, no_service: t.noService, no_worker: t.cannotTitle }[made]);
        return;
      }
      await onChange();
      toast(t.turnedOn);
    });
  };
  return (
    <State state="off" icon="bell" lead={t.lead}>
      <Button kind="primary" busy={busy} onClick={on}>
        {t.turnOn}
      </Button>
      {failed && (
        <p class="device-failed" role="alert">
          {failed}
        </p>
      )}
      <ProblemNotice problem={problem} />
    </State>
  );
}

function On({ here, onChange }: { here: PushSubscribed; onChange: () => Promise<void> }) {
  const t = text().device;
  const testing = useAction();
  const ending = useAction();
  const test = () =>
    void testing.run(async () => {
      await post('/api/user/push/test', {});
      toast(t.tested);
    });
  const off = () =>
    void ending.run(async () => {
      await turnOff(here.id);
      await onChange();
      toast(t.turnedOff);
    });
  return (
    <State state="on" icon="check" lead={t.on}>
      <p class="muted">{t.onHint}</p>
      <div class="actions">
        <Button icon="bell" busy={testing.busy} onClick={test}>
          {t.test}
        </Button>
        <Button kind="quiet" busy={ending.busy} onClick={off}>
          {t.turnOff}
        </Button>
      </div>
      <ProblemNotice problem={testing.problem ?? ending.problem} />
    </State>
  );
}

function Other({ one, onChange }: { one: PushSubscribed; onChange: () => Promise<void> }) {
  const t = text().device;
  const { busy, problem, run } = useAction();
  const end = () =>
    void run(async () => {
      await turnOff(one.id, false);
      await onChange();
    });
  return (
    <li class="device-other" data-subscription={one.id}>
      <p>
        <bdi>{one.device}</bdi> <span class="muted">{t.since(day(one.made_at))}</span>
      </p>
      <Button kind="quiet" busy={busy} label={t.endOther(one.device)} onClick={end}>
        {t.turnOff}
      </Button>
      <ProblemNotice problem={problem} />
    </li>
  );
}

export function DeviceCard({ push }: { push: Loaded<PushState> }) {
  const t = text().device;
  const [ability] = useState(pushAbility);
  const permission = usePermission(ability);
  const state = push.data;
  if (!state?.public_key) return null;
  const here = state.subscriptions.find(({ current }) => current);
  const others = state.subscriptions.filter(({ current }) => !current);
  return (
    <section class="card device-card" aria-labelledby="device">
      <h2 id="device">{t.title}</h2>
      {ability === 'install' && <Install />}
      {ability === 'cannot' && (
        <State state="cannot" icon="info" lead={t.cannotTitle}>
          <p class="muted">{t.cannot}</p>
        </State>
      )}
      {ability === 'can' && permission === 'denied' && (
        <State state="denied" icon="alert" lead={t.deniedTitle}>
          <p class="muted">{t.denied}</p>
        </State>
      )}
      {ability === 'can' && permission !== 'denied' && here && <On here={here} onChange={push.reload} />}
      {ability === 'can' && permission !== 'denied' && !here && <Off publicKey={state.public_key} onChange={push.reload} />}
      {others.length > 0 && (
        <>
          <h3>{t.others}</h3>
          <ul class="device-others">
            {others.map((one) => (
              <Other key={one.id} one={one} onChange={push.reload} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

// SPDX-License-Identifier: MIT
// Where one is signed in, and the way to end it there.

import { useState } from 'preact/hooks';
import { remove, request } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { account as accountWords, admin as adminWords } from '../../core/text/books';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { dayAndTimeInside, facts, number } from '../../core/text/format';
import type { SignedInDevice } from '../../core/types';

const text = words(accountWords, adminWords);

interface RowProps {
  device: SignedInDevice;
  onEnded: () => void;
}

function DeviceRow({ device, onEnded }: RowProps) {
  const t = text();
  const { busy, problem, run } = useAction();
  const end = () =>
    void run(async () => {
      await remove(`/api/user/sessions/${device.id}`);
      toast(t.devices.ended);
      onEnded();
    });
  return (
    <li class="device" data-session={device.id} data-current={device.current}>
      <span class="badge" aria-hidden="true">
        <Icon name={device.bearer ? 'link' : 'device'} />
      </span>
      <div class="device-words">
        <p class="row-lead">
          <bdi>{device.device}</bdi>
        </p>
        <p class="muted">
          {facts([device.current ? t.devices.current : t.devices.seen(dayAndTimeInside(device.seen_at)), device.address])}
        </p>
        <ProblemNotice problem={problem} />
      </div>
      {!device.current && (
        <Button busy={busy} label={t.devices.endOne(device.device)} onClick={end}>
          {t.devices.end}
        </Button>
      )}
    </li>
  );
}

export function DevicesSection() {
  const t = text();
  const { data, problem, reload } = useLoad<{ sessions: SignedInDevice[]; total: number }>('/api/user/sessions');
  const [asking, setAsking] = useState(false);
  const all = useAction();
  const endOthers = () =>
    void all.run(async () => {
      const { ended } = await request<{ ended: number }>('DELETE', '/api/user/sessions');
      setAsking(false);
      toast(t.devices.endedAll(ended));
      await reload();
    });
  return (
    <section class="card" aria-labelledby="devices">
      <h2 id="devices">{t.devices.title}</h2>
      <p class="muted">{t.devices.hint}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {!data && !problem && <Skeleton rows={2} />}
      {data && (
        <ul class="devices">
          {data.sessions.map((device) => (
            <DeviceRow key={device.id} device={device} onEnded={() => void reload()} />
          ))}
        </ul>
      )}
      {data && data.total > data.sessions.length && (
        <p class="muted small">{t.admin.shownOf(number(data.sessions.length), number(data.total))}</p>
      )}
      {data && data.sessions.length > 1 && <Button onClick={() => setAsking(true)}>{t.devices.endAll}</Button>}
      {asking && (
        <Confirm
          title={t.devices.endAllTitle}
          hint={t.devices.endAllHint}
          action={t.devices.endAll}
          busy={all.busy}
          onConfirm={endOthers}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={all.problem} />
        </Confirm>
      )}
    </section>
  );
}

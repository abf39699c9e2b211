// SPDX-License-Identifier: MIT
// For the administrator: the switch that allows class photos, and what the law has to do with it.

import { useState } from 'preact/hooks';
import { put } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { Button, ProblemNotice } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { toast } from '../../ui/toast';
import { text } from './words';
import type { Setting } from '../../core/types';

export function IdentificationSection() {
  const t = text();
  const settings = useLoad<{ settings: Setting[] }>('/api/admin/settings');
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const on = settings.data?.settings.find((setting) => setting.name === 'identification')?.value === 'on';
  const change = (identification: boolean) =>
    void run(async () => {
      await put<Setting>('/api/admin/settings/identification', { value: identification ? 'on' : 'off' });
      await settings.reload();
      setAsking(false);
      toast(identification ? t.identification.turnedOn : t.identification.turnedOff);
    });
  return (
    <section class="card identification" aria-labelledby="identification" data-identification={on ? 'on' : 'off'}>
      <div class="section-head">
        <h2 id="identification">{t.identification.title}</h2>
        {settings.data && <span class={`chip ${on ? 'chip-P' : 'chip-none'} chip-plain`}>{on ? t.identification.on : t.identification.off}</span>}
      </div>
      <p>{t.identification.hint}</p>
      <p class="muted">{t.identification.law}</p>
      <ProblemNotice problem={settings.problem} onRetry={() => void settings.reload()} />
      <ProblemNotice problem={asking ? null : problem} />
      {settings.data &&
        (on ? (
          <Button busy={busy} onClick={() => change(false)}>
            {t.identification.turnOff}
          </Button>
        ) : (
          <Button onClick={() => setAsking(true)}>{t.identification.turnOn}</Button>
        ))}
      {asking && (
        <Dialog title={t.identification.sureTitle} onClose={() => setAsking(false)}>
          <p>{t.identification.law}</p>
          <p>{t.identification.logged}</p>
          <ProblemNotice problem={problem} />
          <div class="dialog-actions">
            <Button onClick={() => setAsking(false)}>{t.app.cancel}</Button>
            <Button kind="primary" busy={busy} onClick={() => change(true)}>
              {t.identification.turnOn}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

// SPDX-License-Identifier: MIT
// A student's leaves, and an office's queue.

import { useState } from 'preact/hooks';
import { remove } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { currentUser } from '../../core/session';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { board as boardWords, leave as leaveWords, leaveKinds as leaveKindsWords } from '../../core/text/books';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Choices } from '../../ui/field';
import { InboxTabs } from '../../ui/inbox-tabs';
import { LeaveQueue, LeaveRow } from '../../ui/class/leave';
import { MoreButton } from '../../ui/more';
import { toast } from '../../ui/toast';
import type { Leave, LeavePage, RequestState, StudentHome } from '../../core/types';
import { LeaveDialog } from '../../ui/form/leave-ask';

const text = words(boardWords, leaveWords, leaveKindsWords);

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const STATES = ['open', 'accepted', 'refused', 'withdrawn'] as const;

function WithdrawDialog({ leave, onDone, onClose }: { leave: Leave; onDone: () => void; onClose: () => void }) {
  const t = text();
  const { busy, problem, run } = useAction();
  const take = () =>
    void run(async () => {
      await remove(`/api/student/leaves/${leave.id}`);
      toast(t.leave.withdrawn);
      onDone();
      onClose();
    });
  return (
    <Dialog title={t.leave.withdrawSure} onClose={onClose}>
      <p>{t.leave.withdrawHint}</p>
      <ProblemNotice problem={problem} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button kind="danger" busy={busy} onClick={take}>
          {t.leave.withdraw}
        </Button>
      </div>
    </Dialog>
  );
}

export function LeavesPage() {
  const t = text().leave;
  usePageTitle(t.title);
  const home = useLoad<StudentHome>('/api/student/home');
  const list = useList<Leave, LeavePage>('/api/student/leaves?limit=20', (answer) => answer.leaves);
  const [asking, setAsking] = useState(false);
  const [taking, setTaking] = useState<Leave | null>(null);
  const classrooms = home.data?.classrooms.map(({ classroom }) => classroom).filter((one) => !one.archived) ?? [];
  const zone = classrooms[0]?.timezone ?? HERE;
  return (
    <div class="reading">
      <PageHead title={text().app.inbox} sub={t.hint}>
        {classrooms.length > 0 && (
          <Button kind="primary" icon="plus" onClick={() => setAsking(true)}>
            {t.ask}
          </Button>
        )}
      </PageHead>
      <InboxTabs path="/leaves" />
      <ProblemNotice problem={list.problem ?? home.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && <Empty icon="calendar" title={t.none} hint={t.noneHint} />}
      {list.items && list.items.length > 0 && (
        <ul class="card rows" aria-label={t.title}>
          {list.items.map((leave) => (
            <LeaveRow key={leave.id} leave={leave} zone={zone} named={false} evidence={`/api/student/leaves/${leave.id}/evidence`}>
              {leave.decision.state !== 'withdrawn' && leave.decision.state !== 'refused' && (
                <div class="actions">
                  <Button icon="undo" onClick={() => setTaking(leave)}>
                    {t.withdraw}
                  </Button>
                </div>
              )}
            </LeaveRow>
          ))}
        </ul>
      )}
      <MoreButton list={list} />
      {asking && <LeaveDialog classrooms={classrooms} classroom={null} onSent={list.reload} onClose={() => setAsking(false)} />}
      {taking && <WithdrawDialog leave={taking} onDone={list.reload} onClose={() => setTaking(null)} />}
    </div>
  );
}

export function LeaveOfficePage() {
  const t = text().leave;
  usePageTitle(t.queue);
  const [state, setState] = useState<RequestState>('open');
  const [officer, setOfficer] = useState(true);
  const list = useList<Leave, LeavePage & { officer: boolean }>(`/api/office/leaves?limit=20&state=${state}`, (answer) => {
    setOfficer(answer.officer);
    return answer.leaves;
  });
  return (
    <div class="board">
      <PageHead {...(currentUser()?.role === 'administrator' ? { title: t.queue, back: '/system' } : { title: text().app.inbox })} sub={t.queueHint} />
      <InboxTabs path="/leaves" />
      <Choices
        legend={text().board.filter}
        hideLegend
        name="state"
        value={state}
        onChange={setState}
        choices={STATES.map((value) => ({ value, label: t.state[value] }))}
      />
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 && (
        <Empty icon="calendar" title={!officer ? t.noOffice : state === 'open' ? t.noneOpen : t.noneHere}>
          {!officer && currentUser()?.role === 'administrator' && <LinkButton href="/leave-kinds">{text().leaveKinds.title}</LinkButton>}
        </Empty>
      )}
      {list.items && list.items.length > 0 && <LeaveQueue leaves={list.items} zone={HERE} path="/api/office/leaves" onAnswered={list.reload} />}
      <MoreButton list={list} />
    </div>
  );
}

// SPDX-License-Identifier: MIT
// The room sound on the live page: what it does just now, how loud, and whether the loudspeaker is on.

import { useEffect, useRef, useState } from 'preact/hooks';
import { AS_IT_IS } from '../../core/sound/as-it-is';
import { level } from '../../core/sound/player';
import { listen } from '../../core/sound/sound';
import { now, sleep } from '../../core/clock';
import { words } from '../../core/text';
import { sound as soundWords } from '../../core/text/books';
import { Button } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import type { Attendance } from '../../core/types';
import { useRoomSound } from './sound';

const text = words(soundWords);

// Longer than from one playing to the next but one.
const TEST_MS = 8000;

type Tested = 'testing' | 'heard' | 'unheard' | 'noMicrophone';

/** Whether this device's own microphone hears it. Asked for once, and let go of at once. */
async function hearsItself(): Promise<Tested> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS });
  } catch {
    return 'noMicrophone';
  }
  let end = () => undefined as void;
  try {
    const heard = new Promise<Tested>((resolve) => {
      void listen(stream, () => resolve('heard')).then((stop) => (end = stop));
    });
    return await Promise.race([heard, sleep(TEST_MS).then((): Tested => 'unheard')]);
  } finally {
    end();
    for (const track of stream.getTracks()) track.stop();
  }
}

/** How loud it leaves this page. Whether a loudspeaker is on, only the test can tell. */
function Level() {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(level(), most * 0.8);
      bar.current?.style.setProperty('--level', most.toFixed(2));
    }, 80);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="sound-level" aria-hidden="true">
      <span ref={bar} />
    </span>
  );
}

function Test({ on }: { on: boolean }) {
  const t = text().sound;
  const [tested, setTested] = useState<Tested | null>(null);
  const test = async () => {
    setTested('testing');
    setTested(await hearsItself());
  };
  return (
    <>
      {on && (
        <Button busy={tested === 'testing'} onClick={() => void test()}>
          {t.test}
        </Button>
      )}
      <p role="status" class={`sound-tested${tested === 'unheard' ? ' sound-tested-bad' : ''}`} data-tested={tested ?? undefined}>
        {tested && t[tested]}
      </p>
    </>
  );
}

// Of lectures longer ago nothing can be done any more; and they may be older than the rule.
const LOOKED_BACK_MS = 12 * 3_600_000;

/** What the marks by face so far prove of the room, where it is less than the class asks for. */
function Unshown({ state, open }: { state: Attendance; open: boolean }) {
  const t = text().sound;
  const { offered_at: offered } = state.room;
  const byFace = state.marks.filter((mark) => mark.method === 'face');
  const before = byFace.filter((mark) => offered !== null && mark.marked_at !== null && Date.parse(mark.marked_at) < Date.parse(offered));
  const closed = state.lecture.window ? Date.parse(state.lecture.window.closes_at) : 0;
  const words = offered === null ? (open ? t.nothing : byFace.length > 0 && t.nothingWas) : before.length > 0 && t.before(before.length);
  if (!words || now() - closed > LOOKED_BACK_MS) return null;
  return (
    <p class="sound-unshown" data-room={offered === null ? 'nothing' : 'before'}>
      <Icon name="alert" />
      <span>{words}</span>
    </p>
  );
}

interface PanelProps {
  state: Attendance;
  own: boolean;
  open: boolean;
  /** The sound is being played: the page's own time of the first offer is old. */
  onOffered: () => void;
}

export function SoundPanel({ state, own, open, onOffered }: PanelProps) {
  const t = text().sound;
  const { room, lecture } = state;
  const on = own && open && room.sound;
  const sound = useRoomSound(lecture.id, on, room.offered_at === null ? onOffered : undefined);
  if (room.rule === 'off') return null;
  if (!own || !open) return <Unshown state={state} open={open} />;
  const muted = sound.state === 'muted';
  return (
    <section class="card sound" aria-labelledby="room-sound" data-sound={sound.state}>
      <div class="sound-head">
        <Icon name={sound.state === 'playing' ? 'sound' : 'silent'} />
        <div>
          <h2 id="room-sound">{t.title}</h2>
          <p class="muted small" role="status">
            {t.state[sound.state]}
          </p>
        </div>
        {sound.state === 'playing' && <Level />}
        {on && sound.state !== 'failed' && sound.state !== 'blocked' && (
          <button type="button" class="icon-button" aria-label={muted ? t.unmute : t.mute} onClick={() => sound.mute(!muted)}>
            <Icon name={muted ? 'sound' : 'silent'} />
          </button>
        )}
      </div>
      {sound.state === 'blocked' && (
        <Button kind="primary" icon="sound" onClick={sound.wake}>
          {t.play}
        </Button>
      )}
      <Unshown state={state} open={open} />
      {on && (
        <details class="sound-about">
          <summary>
            {t.about}
            <Icon name="down" />
          </summary>
          <Test on={sound.state === 'playing' || sound.state === 'elsewhere'} />
          <p class="muted small">{t.aboutWords}</p>
        </details>
      )}
    </section>
  );
}

/** On the projector: it plays there too, and says so only when a person has to do something. */
export function ProjectedSound({ state, open }: { state: Attendance; open: boolean }) {
  const t = text().sound;
  const sound = useRoomSound(state.lecture.id, open && state.room.sound);
  if (sound.state !== 'blocked') return null;
  return (
    <button type="button" class="project-full project-sound" onClick={sound.wake}>
      {t.play}
    </button>
  );
}

// SPDX-License-Identifier: MIT
// Where the phone is, asked for only when a classroom wants to know, and with the reason said before the browser asks.

import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../core/text';
import { checkIn as checkInWords } from '../core/text/books';
import { Button, LinkButton } from './basics';

const text = words(checkInWords);

const WAIT_MS = 15_000;
const AGE_MAX_MS = 10_000;

/** As a geo URI (RFC 5870) with its accuracy in metres. Pure. */
export function geoUri(latitude: number, longitude: number, accuracyM: number): string {
  return `geo:${latitude.toFixed(6)},${longitude.toFixed(6)};u=${Math.max(1, Math.ceil(accuracyM))}`;
}

function findPosition(): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!('geolocation' in navigator)) return reject(new Error('no geolocation'));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(geoUri(coords.latitude, coords.longitude, coords.accuracy)),
      () => reject(new Error('no position')),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: AGE_MAX_MS },
    );
  });
}

interface Props {
  onPosition: (geo: string) => void;
  /** The classroom only notes that it is missing: one may go on without. Null: it is needed. */
  onSkip: (() => void) | null;
}

/** The question, with its one plain sentence why. */
export function PositionQuestion({ onPosition, onSkip }: Props) {
  const t = text().check;
  const [finding, setFinding] = useState(false);
  const [failed, setFailed] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const find = async () => {
    setFinding(true);
    setFailed(false);
    try {
      onPosition(await findPosition());
    } catch {
      setFailed(true);
    } finally {
      setFinding(false);
    }
  };
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {t.positionTitle}
      </h2>
      <p>{t.positionWhy}</p>
      {failed && (
        <p class="camera-reason" role="alert" data-code="position_denied">
          {t.positionFailed}
        </p>
      )}
      <div class="camera-actions">
        <Button kind="primary" wide busy={finding} onClick={() => void find()}>
          {t.positionSend}
        </Button>
        {onSkip ? (
          <Button wide onClick={onSkip}>
            {t.positionSkip}
          </Button>
        ) : (
          <LinkButton wide href="/">
            {text().app.goHome}
          </LinkButton>
        )}
      </div>
      <p class="muted">{text().mark.other}</p>
    </>
  );
}

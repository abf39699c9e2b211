// SPDX-License-Identifier: MIT
// The camera: opened once a visit, named reasons when it will not open, every track stopped at the end.

export type CameraTrouble = 'insecure' | 'unsupported' | 'denied' | 'missing' | 'in_use' | 'lost' | 'failed';

export class CameraError extends Error {
  readonly trouble: CameraTrouble;
  constructor(trouble: CameraTrouble) {
    super(trouble);
    this.name = 'CameraError';
    this.trouble = trouble;
  }
}

const TROUBLE: Record<string, CameraTrouble> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};

export async function openCamera(): Promise<MediaStream> {
  if (!window.isSecureContext) throw new CameraError('insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError('unsupported');
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
    });
  } catch (error) {
    throw new CameraError(TROUBLE[(error as DOMException).name] ?? 'failed');
  }
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** False when the phone took the camera away (another app, the lock screen). */
export function isAlive(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks().some((track) => track.readyState === 'live' && !track.muted) ?? false;
}

/** What a camera that was open does by itself: `lost` for good, `away` while something else has it, `back` from there. */
export type CameraTurn = 'lost' | 'away' | 'back';

/** Listens to what the device does until the returned function is called. */
export function watchCamera(stream: MediaStream, onTurn: (turn: CameraTurn) => void): () => void {
  const track = stream.getVideoTracks()[0];
  if (!track) return () => undefined;
  const events = { ended: 'lost', mute: 'away', unmute: 'back' } as const;
  const listeners = Object.entries(events).map(([name, turn]) => [name, () => onTurn(turn)] as const);
  for (const [name, listener] of listeners) track.addEventListener(name, listener);
  if (track.muted) onTurn('away');
  return () => {
    for (const [name, listener] of listeners) track.removeEventListener(name, listener);
  };
}

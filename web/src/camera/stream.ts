// SPDX-License-Identifier: MIT
// The camera: opened once a visit, named reasons when it will not open, every track stopped at the end.

import { AS_IT_IS } from '../core/sound/as-it-is';

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

/** Whether it is worth asking: a microphone that was refused once would have the browser refuse the camera with it. */
async function mayAskMicrophone(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state !== 'denied';
  } catch {
    return true;
  }
}

/** `microphone`: asked for in the same question; refused or missing, the camera opens without. */
export async function openCamera(microphone = false): Promise<MediaStream> {
  if (!window.isSecureContext) throw new CameraError('insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError('unsupported');
  try {
    const video = { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
    const ask = (audio: MediaTrackConstraints | false) => navigator.mediaDevices.getUserMedia({ audio, video });
    if (microphone && (await mayAskMicrophone())) return await ask(AS_IT_IS).catch(() => ask(false));
    return await ask(false);
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

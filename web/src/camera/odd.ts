// SPDX-License-Identifier: MIT
// What speaks for a program instead of a camera: its name, where the browser has it from, pictures that stand still or come like a clock.
// The server reads it (school/checkin/camera.h) and may leave the professor a note; nothing is refused. A name is told as a word of this
// table alone, never as it is.

const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/\bobs\b/i, 'obs'],
  [/many ?cam/i, 'manycam'],
  [/x ?split/i, 'xsplit'],
  [/snap ?camera/i, 'snap'],
  [/droid ?cam/i, 'droidcam'],
  [/\biriun\b/i, 'iriun'],
  [/\bepoccam\b/i, 'epoccam'],
  [/\bcamo\b/i, 'camo'],
  [/\bmmhmm\b/i, 'mmhmm'],
  [/v4l2 ?loopback|dummy video device/i, 'v4l2loopback'],
  [/^fake_device|\.(y4m|mjpeg)$/i, 'fake'],
  [/virtual/i, 'virtual'],
];

/** The word for a track's label. */
export function labelWord(label: string): string {
  return PROGRAMS.find(([name]) => name.test(label))?.[1] ?? 'plain';
}

// So many distances are looked at; fewer say nothing.
const TIMES = 40;
const TIMES_LEAST = 20;
/** Milliseconds: a sensor's pictures differ by more, if by little. */
const EVEN_MS = 0.02;

/** Whether pictures came at exactly one distance, or at whole multiples of it where some were passed over. */
export function isEven(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  if (gaps.length < TIMES_LEAST || usual <= 1) return false;
  return gaps.every((gap) => gap > 0 && Math.abs(gap - Math.max(1, Math.round(gap / usual)) * usual) < EVEN_MS);
}

export interface Seen {
  label: string;
  /** The browser has no such camera among those it knows. */
  strange: boolean;
  /** A phone's camera that does not say which way it looks. */
  faceless: boolean;
  times: readonly number[];
  pictures: number;
  /** Of the pictures those that are exactly like the one before. */
  still: number;
}

/** The header, of at most 200 characters. */
export function cameraWords({ label, strange, faceless, times, pictures, still }: Seen): string {
  const percent = pictures > 2 ? Math.round((100 * still) / (pictures - 1)) : 0;
  return `label=${label};lens=${strange ? 'strange' : 'own'};facing=${faceless ? 'none' : 'said'};even=${isEven(times) ? 1 : 0};still=${percent}`;
}

const WIDTH = 48;
const HEIGHT = 36;

interface Watch extends Seen {
  times: number[];
  before: Uint8ClampedArray | null;
}

let watch: Watch | null = null;

const isPhone = (): boolean => navigator.maxTouchPoints > 0 && /Android|iPhone|iPad|Mobile/.test(navigator.userAgent);

async function isStrange({ deviceId }: MediaTrackSettings): Promise<boolean> {
  const known = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const cameras = known.filter(({ kind, deviceId: id }) => kind === 'videoinput' && id !== '');
  return cameras.length > 0 && !cameras.some((one) => one.deviceId === deviceId);
}

/** A camera was opened: what is seen from now on is of it. */
export function watchOddness(stream: MediaStream, video: HTMLVideoElement): void {
  const track = stream.getVideoTracks()[0];
  if (!track) return;
  const settings = track.getSettings();
  const drawn = typeof HTMLCanvasElement !== 'undefined' && (track as Partial<CanvasCaptureMediaStreamTrack>).canvas instanceof HTMLCanvasElement;
  const mine: Watch = {
    label: drawn ? 'canvas' : labelWord(track.label),
    strange: false,
    faceless: isPhone() && settings.facingMode === undefined,
    times: [],
    pictures: 0,
    still: 0,
    before: null,
  };
  watch = mine;
  void isStrange(settings).then((strange) => (mine.strange = strange), () => undefined);
  const next = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
    if (watch !== mine || mine.times.length > TIMES || track.readyState === 'ended') return;
    mine.times.push(mediaTime * 1000);
    video.requestVideoFrameCallback(next);
  };
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
}

/** A picture was taken. */
export function notePicture(picture: HTMLCanvasElement): void {
  if (!watch) return;
  const small = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const context = small.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) return;
  context.drawImage(picture, 0, 0, WIDTH, HEIGHT);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const { before } = watch;
  watch.pictures += 1;
  if (before && data.every((value, i) => value === before[i])) watch.still += 1;
  watch.before = data;
}

/** What goes with a check-in. */
export function cameraHeaders(): Record<string, string> {
  return watch ? { 'X-Camera': cameraWords(watch) } : {};
}

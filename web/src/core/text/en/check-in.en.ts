// SPDX-License-Identifier: MIT
// The words of a student's own check-in, of the camera and of setting up the face check, in English.

import type { Advice } from '../../../camera/advice';
import type { CameraTrouble } from '../../../camera/stream';
import type { Pose, Status } from '../../types';
import { englishPlural as plural } from '../plural';

const advice: Record<Advice, string> = {
  no_face: 'Put your face in the oval',
  several_faces: 'Only one person, please',
  move_closer: 'Move closer',
  move_back: 'Move back a little',
  move_left: 'Move a little to the left',
  move_right: 'Move a little to the right',
  move_up: 'Move up a little',
  move_down: 'Move down a little',
  covered: 'Nothing to see: is something over the camera?',
  too_dark: 'Too dark: turn towards the light',
  too_bright: 'Too bright: turn away from the light',
  hold_still: 'Hold still',
  good: 'Good, hold still',
};

const trouble: Record<CameraTrouble, readonly [string, string]> = {
  insecure: [
    'The camera works only on a secure page.',
    'Open this page by its https address, or ask your professor to mark you by hand.',
  ],
  unsupported: [
    'This browser gives pages no camera.',
    'Open AMS in Safari, Chrome or Firefox itself, not inside another app.',
  ],
  denied: [
    'The camera is not allowed for this page.',
    'Allow it in the browser’s site settings (the lock or camera symbol beside the address), then try again.',
  ],
  missing: ['No camera was found.', 'Use a phone or a laptop with a camera, or ask your professor to mark you by hand.'],
  in_use: ['Another app is using the camera.', 'Close the other app, then try again.'],
  lost: ['The camera stopped.', 'Another app or the lock screen may have taken it. Nothing was sent. Try again.'],
  failed: ['The camera did not start.', 'Try again. If it fails again, restart the browser.'],
};

export const words = {
  advice,
  trouble,
  face: {
    title: 'Face check',
    ready: 'Your face check is set up.',
    readySince: (day: string) => `Since ${day}`,
    frames: (n: number) => `Made from ${plural(n, 'picture', 'pictures')}. The pictures themselves were not kept.`,
    again: 'Take it again',
    remove: 'Delete my face data',
    removeTitle: 'Delete your face data?',
    removeHint: 'It is deleted at once, and your consent is withdrawn. Your marks stay. You can set it up again later.',
    removed: 'Your face data is deleted.',
    consentTitle: 'Before you begin',
    version: (version: number) => `Version ${version}`,
    guardian: (age: number) => `If you are younger than ${age}: the name of the guardian who agrees`,
    agree: 'I agree, set it up',
    declinedTitle: 'That is fine',
    declined: 'You need no face check. Tell your professor at the start of the lecture: your professor marks you by hand.',
    changeMind: 'You can change your mind here at any time.',
    cameraTitle: 'Set up face check',
    tips: 'Hold the phone at eye level, in even light. The pictures are taken by themselves.',
    start: 'Open the camera',
    saving: 'Making your face check…',
    done: 'Your face check is ready',
    doneHint: 'From now on you mark attendance with one tap.',
    quality: {
      good: 'Its quality is good.',
      fair: 'Its quality is fair. It works, but set it up again in better light and you will be recognised more surely.',
    } as Record<'good' | 'fair', string>,
    notDone: 'It did not work yet',
  },
  camera: {
    away: 'The camera is paused. It goes on by itself.',
    awayHint: 'If it does not: close other apps that use the camera, or switch it on.',
    starting: 'Starting the camera…',
    preparing: 'Look at the camera',
    take: 'Take the check',
    taking: (n: number, of: number) => `Picture ${n} of ${of}`,
    sending: 'Checking…',
    retrying: 'Connection lost. Trying again…',
    busy: (n: number) =>
      n <= 3 ? 'Many are checking in now. You are next…' : `Many at once. Your turn is in about ${n} seconds…`,
    close: 'Close the camera',
    preview: 'Camera preview',
    troubleTitle: 'The camera is not available',
  },
  steps: {
    pose: {
      centre: 'Look straight at the camera',
      left: 'Turn your head to your left',
      right: 'Turn your head to your right',
      up: 'Lift your chin',
      down: 'Lower your chin',
    } as Record<Pose, string>,
    little: {
      centre: 'Look straight at the camera',
      left: 'Now turn a little to your left',
      right: 'Now turn a little to your right',
      up: 'Lift your chin a little',
      down: 'Lower your chin a little',
    } as Record<Pose, string>,
    colours: 'Keep looking at the camera',
    of: (n: number, of: number) => `Step ${n} of ${of}`,
    again: {
      wrong_pose: 'A little further, slowly',
      no_face: 'Stay in the picture',
      several_faces: 'Only one person, please',
      too_small: 'Move closer',
      cut_off: 'Stay in the picture',
      too_dark: 'Turn towards the light',
      too_bright: 'Turn away from the light',
      backlit: 'Turn towards the light',
      burnt: 'Turn away from the light',
      tilted: 'Hold your head upright',
      covered: 'Show your whole face',
      unclear: 'Look into the light, hold still',
      turned: 'Hold the phone upright',
      blurred: 'Hold still now',
      turned_away: 'Not quite so far',
      too_few_frames: 'Hold still now',
    } as Record<string, string>,
    warning:
      'At the end the screen shows four soft colours, at most two a second. If changing light can harm you, close this and ask to be marked by hand.',
  },
  mark: {
    title: 'Mark attendance',
    done: { P: 'You are present', L: 'You are marked late', E: 'You are excused', A: 'You are marked absent' } as Record<
      Status,
      string
    >,
    at: (time: string) => `Marked at ${time}`,
    already: 'Already marked',
    failed: 'Not marked',
    notOpen: 'Attendance is not open now',
    notOpenHint: 'When your professor opens it, your home page shows it.',
    other: 'Another way: ask your professor to mark you by hand. It counts just the same.',
    waitSeconds: (n: number) => `Try again in ${plural(n, 'second', 'seconds')}`,
  },
  roomCode: {
    show: 'Show room code',
    hide: 'Hide room code',
    askTitle: 'Type the room code',
    askHint: 'This check also needs the six digits that your professor shows. Ask for them if you cannot see them.',
    label: 'Room code',
    go: 'Go on to the camera',
    sixDigits: 'Type all six digits.',
    wrong: 'This was not the code, or it has changed since. Read it again.',
  },
  check: {
    codeTitle: 'Check in by room code',
    codeHint: 'The six digits that your professor shows. They change every 10 seconds.',
    scanned: 'The room code was read from the QR code.',
    checkIn: 'Check in',
    typeInstead: 'Type the digits instead',
    faceInstead: 'Use the face check instead',
    codeInstead: 'Check in by room code instead',
    equal: 'It counts just the same as a face check.',
    kept: 'How old the code was and a coded mark of your network are kept until the marks are final, 30 days at most, so that a code that was passed on is noticed.',
    positionTitle: 'Where is your phone?',
    positionWhy: 'This classroom compares your phone’s position with its own place, and forgets it at once.',
    positionSend: 'Share my position',
    positionSkip: 'Go on without',
    positionFailed: 'The phone did not give its position. Allow it for this page in the browser’s settings, then try again.',
  },
};

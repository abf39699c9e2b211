// SPDX-License-Identifier: MIT
// The words of a professor's day and classes, in English.

import { englishPlural as plural } from '../plural';
import type { Policy } from '../../types';

export const words = {
  policy: {
    title: 'How faces are checked',
    trial:
      'The three head turns are on trial: of 30 real heads at 30 degrees they took 22. Some students will have to try again or be marked by hand. Try it with your class before it counts.',
    name: { passive: 'Quick check', turn: 'Look, then turn a little', active: 'Head turns', active_colour: 'Head turns and colours' } as Record<Policy, string>,
    stops: {
      passive:
        'Three pictures, nothing to do: about a second. Stops another person, and hardly any photo of the right one: of 400 real attempts with photos and videos 255 passed. Doubtful ones carry the sign “Check” in your list.',
      turn:
        'The student looks ahead, then turns the head a little to the side that the page says: about three seconds. Also stops photos, prints and most videos. A video that happens to turn the right way, or one made by software, may pass.',
      active:
        'The page asks for three head turns, one after the other: about ten seconds. Also stops photos, bent photos, old recordings and mixed pictures. A live video made by software may still pass.',
      active_colour:
        'After the turns the screen shows four soft colours, and the face must reflect them. Harder to fool with a second screen; fails in bright sun and for very dim screens. Changing light: not for everybody.',
    } as Record<Policy, string>,
    equal:
      'Whoever cannot turn the head, use the camera or look at changing light: mark them by hand in the live list. It counts just the same, and nobody has to say why.',
  },
  professor: {
    todayTitle: 'Today',
    instant: 'Instant class',
    instantFor: (subject: string) => `Instant class: ${subject}`,
    liveNow: 'Attendance open',
    archived: 'Archived',
    openLive: 'Open the live list',
    students: (n: number) => plural(n, 'student', 'students'),
    subject: 'Subject',
    section: 'Section',
    term: 'Term',
    timezone: 'Time zone',
    windowMinutes: 'Attendance stays open (minutes)',
    lateAfter: 'Late after (minutes)',
    needSubject: 'Enter the subject.',
    needMinutes: (least: number, most: number) => `Enter a whole number from ${least} to ${most}.`,
    needZone: 'Choose a time zone from the list.',
  },
  classroom: {
    joinTitle: 'Join code',
    joinQr: (code: string) => `QR code of the link to join with code ${code}`,
    copyLink: 'Copy link',
    renewCode: 'New code',
    renewTitle: 'Make a new join code?',
    renewHint: 'The old code stops working at once. Students who have joined stay.',
    renewed: 'The join code is new.',
    lectures: 'Lectures',
    students: 'Students',
    register: 'Register',
    open: 'Open',
    closed: 'Closed',
    scheduled: 'Scheduled',
    taken: 'Held',
    notTaken: 'Not held',
    came: (n: number, of: number) => `${n} of ${of} attended`,
    rest: (absent: number, without: number, leftOut: number) =>
      [absent > 0 && `${absent} absent`, without > 0 && `${without} without a mark`, leftOut > 0 && `${leftOut} left out`].filter(Boolean).join(' · '),
    hasFace: 'Face check set up',
    noFace: 'No face check',
    unsure: 'Often not recognised here. The room code and a mark by hand count just the same.',
    date: 'Date',
    from: 'From',
    to: 'To',
    room: 'Room',
    titleField: 'Title',
    scheduleTitle: 'Schedule a lecture',
    scheduleButton: 'Schedule lecture',
    scheduledToast: 'Lecture scheduled.',
    endsBefore: 'The end must be after the start; into the next day, at most 12 hours after it.',
    nextDay: 'On the next day',
    needDate: 'Enter the date.',
    needTime: 'Enter the time.',
    zoneHint: (zone: string) => `Times are in the classroom’s time zone, ${zone}.`,
  },
};

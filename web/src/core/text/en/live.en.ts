// SPDX-License-Identifier: MIT
// The words of attendance that is being taken, in English.

import { englishPlural as plural } from '../plural';

export const words = {
  live: {
    allPresent: 'All present',
    restPresent: 'The rest: present',
    markUnmarked: 'Mark the unmarked…',
    restTitle: (n: number) => `Mark ${plural(n, 'unmarked student', 'unmarked students')}`,
    markRest: 'Mark them',
    markedSo: (n: number, status: string) => `${plural(n, 'student', 'students')} marked: ${status}.`,
    undo: 'Undo',
    undone: 'Put back as it was.',
    undoneBut: (n: number, kept: number) => `${n} put back; ${kept} had changed since and stay.`,
    reread: 'Show the list as it is now',
    byCode: 'by room code',
    byClose: 'when attendance closed',
    byLeave: 'on leave',
    byImport: 'from an import',
    flag: {
      liveness_doubt: ['Was a living person there?', 'The quick check doubts it. Look whether they are in the room.'],
      outside: ['Phone elsewhere', 'The phone says it was not where the classroom is.'],
      no_position: ['No position', 'The phone did not say where it was.'],
      other_network: ['Other network', 'The check-in did not come from the network of this classroom.'],
      shared_device: ['Shared device', 'Another student was marked with the same device a little before.'],
      new_device: ['New device', 'The student has used this device for less than two days.'],
      same_pictures: ['Another’s pictures', 'Another student has shown the same pictures. Look whether they are in the room.'],
      room_unproven: ['Not shown to be in the room', 'Neither the room code nor the room sound came with the check-in. Look whether they are in the room.'],
      maybe_relayed: ['Maybe passed on', 'The room code or sound may have been passed on to somebody elsewhere.'],
      device_unsigned: ['Device not proven', 'The phone did not prove that it is the one the student used before.'],
      odd_camera: ['Odd camera', 'The pictures may come from a program instead of a camera.'],
    } as Record<string, readonly [string, string]>,
    clearFlags: 'I have looked: clear the signs',
    flagsCleared: 'The signs are cleared, the mark stays.',
    reason: 'Reason',
    reasonHint: 'Needed when it opens again later than ten minutes after the close, or takes Absent marks back.',
    opensAt: (when: string) => `Opens ${when}`,
    takeBack: 'Do not open by itself',
    statePlanned: 'Attendance opens by itself',
    stateCancelled: 'This lecture is cancelled',
    codeQr: (code: string) => `QR code that opens the check-in with room code ${code}`,
    codeHint: 'Students scan it, or type the six digits. It changes every 10 seconds.',
  },
};

// SPDX-License-Identifier: MIT
// The words of the room sound and of showing that one is in the room, in English.

import { englishPlural as plural } from '../plural';

export const words = {
  sound: {
    title: 'Room sound',
    state: {
      starting: 'Starting…',
      playing: 'Playing',
      blocked: 'The browser waits for a tap',
      muted: 'Muted on this device',
      elsewhere: 'Another window plays it',
      failed: 'This browser cannot play it. Show the room code.',
      off: 'Off in this class: the room code shows who is here.',
    },
    play: 'Play the room sound',
    mute: 'Mute',
    unmute: 'Play',
    test: 'Test the loudspeaker',
    testing: 'Listening…',
    heard: 'This device hears it: the loudspeaker is on.',
    unheard: 'Nothing was heard: your loudspeaker is off or too quiet. Headphones play it to nobody else.',
    noMicrophone: 'The test needs the microphone, which is not allowed here.',
    about: 'Test, and what it is',
    aboutWords:
      'Phones in the room hear a new word every ten seconds, and so show that they are here; a call or a voice chat does not carry it. It is too high for most people. Dogs, and some people, do hear it: mute it when it bothers somebody, and show the room code instead.',
    level: 'Level',
    nothing: 'Nothing has shown the room yet. Check-ins so far show a face, not where it was.',
    nothingWas: 'Nothing showed the room in this lecture. Its check-ins show a face, not where it was.',
    before: (n: number) => `${plural(n, 'student', 'students')} checked in before anything showed the room.`,
    listens: 'The microphone listens for the sound of the room. No sound is recorded or sent.',
    deaf: 'Without the microphone the room code shows that you are here.',
    neededTitle: 'Show that you are in the room',
    neededHint:
      'Type the six digits that your professor shows. Or allow the microphone and stay near the loudspeaker: then this goes on by itself.',
    unproven: 'Nothing showed that you were in the room',
    unprovenHint: 'Your mark counts, but your professor sees a sign beside it. Type the room code now, and the sign goes.',
    listensOn: 'This phone still listens: stay near the loudspeaker, and the sign goes by itself.',
    send: 'Send the code',
    shown: 'Thank you. The sign is gone.',
    rule: 'Without room code or sound',
    ruleHint:
      'A face check needs one of them, too. This stops most who check in from home, and a code or a sound that was passed on late.',
    switch: 'Play the room sound',
    switchHint:
      'While attendance is open, your page plays a sound that phones in the room hear and calls do not carry. Who allows no microphone types the code.',
  },
};

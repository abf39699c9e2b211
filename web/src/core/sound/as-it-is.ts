// SPDX-License-Identifier: MIT
// Sound with nothing done to it on its way in or out.

/** What the microphone is asked for: the sound as it is, not what makes a voice on the phone pleasant. */
export const AS_IT_IS: MediaTrackConstraints = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: { ideal: 1 },
};

// What the sound is made for. A context at another rate has each sample made anew, which the highest tones do not always survive.
const RATE = 48_000;

export function openContext(): AudioContext {
  try {
    return new AudioContext({ sampleRate: RATE });
  } catch {
    return new AudioContext();
  }
}

/** The microphone as a source; a browser that takes it at its own rate alone gets a context of that rate. */
export function openSource(stream: MediaStream): MediaStreamAudioSourceNode {
  const context = openContext();
  try {
    return context.createMediaStreamSource(stream);
  } catch {
    void context.close();
    return new AudioContext().createMediaStreamSource(stream);
  }
}

// SPDX-License-Identifier: MIT

/** What the microphone is asked for: the sound as it is, not what makes a voice on the phone pleasant. */
export const AS_IT_IS: MediaTrackConstraints = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: { ideal: 1 },
};

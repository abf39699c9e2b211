// SPDX-License-Identifier: MIT
// Words as sound and back: 15 to 19.5 kHz, 1.0 s for eight characters, with their error correction. What an Opus call at 48 kbit/s or
// less carries ends below it.

import openGgwave, { type Ggwave } from 'ggwave';

const PROTOCOL = 'GGWAVE_PROTOCOL_ULTRASOUND_FASTEST';
// Of 100: a fifth of full scale. Loudspeakers distort what is louder into what can be heard.
const VOLUME = 20;
const WORD = /^[2-9A-HJ-NP-Z]{8}$/;

export interface Ear {
  /** What was heard up to the end of these samples; null: no word ended in them. */
  take: (samples: Float32Array) => string | null;
  close: () => void;
}

export interface Codec {
  say: (word: string, rate: number) => Float32Array;
  ear: (rate: number) => Ear;
}

function instanceAt(ggwave: Ggwave, rate: number): number {
  const parameters = ggwave.getDefaultParameters();
  parameters.sampleRateInp = rate;
  parameters.sampleRateOut = rate;
  parameters.sampleFormatInp = ggwave.SampleFormat.GGWAVE_SAMPLE_FORMAT_F32;
  parameters.sampleFormatOut = ggwave.SampleFormat.GGWAVE_SAMPLE_FORMAT_F32;
  return ggwave.init(parameters);
}

const octets = (samples: Float32Array) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

export async function openCodec(): Promise<Codec> {
  const silent = () => undefined;
  const ggwave = await openGgwave({ print: silent, printErr: silent });
  ggwave.disableLog();
  const protocol = ggwave.ProtocolId[PROTOCOL];
  if (!protocol) throw new Error(`ggwave has no ${PROTOCOL}`);
  for (const [name, other] of Object.entries(ggwave.ProtocolId)) {
    if (other?.value !== undefined && name !== PROTOCOL) ggwave.rxToggleProtocol(other, 0);
  }
  return {
    say(word, rate) {
      const instance = instanceAt(ggwave, rate);
      const raw = ggwave.encode(instance, word, protocol, VOLUME);
      const samples = new Float32Array(Uint8Array.from(raw, (byte) => byte & 0xff).buffer);
      ggwave.free(instance);
      return samples;
    },
    ear(rate) {
      const instance = instanceAt(ggwave, rate);
      return {
        take(samples) {
          const raw = ggwave.decode(instance, octets(samples));
          const word = String.fromCharCode(...Array.from(raw, (byte) => byte & 0xff));
          return WORD.test(word) ? word : null;
        },
        close: () => ggwave.free(instance),
      };
    },
  };
}

// SPDX-License-Identifier: MIT
// Makes and understands the room sound off the main thread. In: {id, say, rate} -> {id, samples}; {id, listen: port, rate}, whose port
// brings samples from the microphone -> {id, heard} each time a word is understood; {id, end}. {failed} when it cannot be loaded.
// Samples are looked at and forgotten.

import { openCodec, type Ear } from './codec';

type Ask = { id: number } & ({ say: string; rate: number } | { listen: MessagePort; rate: number } | { end: true });

const opened = openCodec();
const ears = new Map<number, Ear>();

opened.catch((error: unknown) => self.postMessage({ failed: String(error) }));

self.onmessage = ({ data }: MessageEvent<Ask>) => {
  void opened.then((codec) => {
    const { id } = data;
    if ('say' in data) {
      const samples = codec.say(data.say, data.rate);
      return self.postMessage({ id, samples }, [samples.buffer]);
    }
    if ('end' in data) {
      ears.get(id)?.close();
      ears.delete(id);
      return;
    }
    const ear = codec.ear(data.rate);
    ears.set(id, ear);
    data.listen.onmessage = ({ data: samples }: MessageEvent<Float32Array>) => {
      const heard = ears.has(id) ? ear.take(samples) : null;
      if (heard) self.postMessage({ id, heard });
    };
  }, () => undefined);
};

// SPDX-License-Identifier: MIT
// Passes what the microphone hears on to the worker, a frame of the sound at a time. It is played to nobody.

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const FRAME = 1024;

class Tap extends AudioWorkletProcessor {
  private to: MessagePort | null = null;
  private frame = new Float32Array(FRAME);
  private filled = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => (this.to = data);
  }

  process(inputs: Float32Array[][]): boolean {
    const samples = inputs[0]?.[0];
    if (!samples || !this.to) return true;
    this.frame.set(samples, this.filled);
    this.filled += samples.length;
    if (this.filled === FRAME) {
      this.to.postMessage(this.frame, [this.frame.buffer]);
      this.frame = new Float32Array(FRAME);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor('tap', Tap);

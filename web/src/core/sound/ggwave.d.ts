// SPDX-License-Identifier: MIT
// What is used of ggwave 0.4.0 (MIT), which brings no types.

declare module 'ggwave' {
  export interface Parameters {
    sampleRateInp: number;
    sampleRateOut: number;
    sampleRate: number;
    sampleFormatInp: object;
    sampleFormatOut: object;
  }

  export interface Ggwave {
    ProtocolId: Record<string, { value?: number }>;
    SampleFormat: { GGWAVE_SAMPLE_FORMAT_F32: object };
    getDefaultParameters(): Parameters;
    init(parameters: Parameters): number;
    free(instance: number): void;
    encode(instance: number, payload: string, protocol: object, volume: number): Int8Array;
    decode(instance: number, samples: Uint8Array): Int8Array;
    disableLog(): void;
    rxToggleProtocol(protocol: object, state: number): void;
  }

  const open: (options: { print: () => void; printErr: () => void }) => Promise<Ggwave>;
  export default open;
}

// SPDX-License-Identifier: MIT
export const MODEL: string;
export function makeDetector(): Promise<void>;

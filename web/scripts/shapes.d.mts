// SPDX-License-Identifier: MIT
export function sources(): Promise<Record<string, string>>;

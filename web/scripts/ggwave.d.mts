// SPDX-License-Identifier: MIT
export function withoutEval(code: string): string;
export function isGgwave(id: string): boolean;

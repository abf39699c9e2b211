// SPDX-License-Identifier: MIT
// Tokens of programs.

import type { Answers, Schemas } from './api';

export type ProgramToken = Schemas['token'];
export type Scope = ProgramToken['scopes'][number];
export type ProgramTokens = Answers['getUserTokens'];
export type TokenMade = Answers['postUserTokens'];

// SPDX-License-Identifier: MIT
export { words } from './trial.en';

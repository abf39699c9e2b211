// SPDX-License-Identifier: MIT
export { words } from '../taught.en';

// SPDX-License-Identifier: MIT
// What the build puts into the service worker (vite.config.ts).
declare const SHELL_VERSION: string;
declare const SHELL_FILES: readonly string[];
declare const REST_FILES: readonly string[];

// The address of a file that the build copies to dist/assets.
declare module '*?url' {
  const url: string;
  export default url;
}

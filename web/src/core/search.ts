// SPDX-License-Identifier: MIT
// The wish to go somewhere by typing, from wherever it is felt.

let open: () => void = () => undefined;

/** Called when somebody asks for it. Returns how to stop listening. */
export function onSearch(listener: () => void): () => void {
  open = listener;
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    listener();
  };
  document.addEventListener('keydown', onKey);
  return () => {
    open = () => undefined;
    document.removeEventListener('keydown', onKey);
  };
}

export const askSearch = (): void => open();

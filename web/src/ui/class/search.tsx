// SPDX-License-Identifier: MIT

import { Icon } from '../icons';

/** One line to search in; what it is for stands in it while it is empty. */
export function SearchField({ label, name, value, onInput }: { label: string; name: string; value: string; onInput: (value: string) => void }) {
  return (
    <div class="search-field">
      <Icon name="search" />
      <input
        type="search"
        name={name}
        aria-label={label}
        placeholder={label}
        value={value}
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

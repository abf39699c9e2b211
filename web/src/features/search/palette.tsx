// SPDX-License-Identifier: MIT
// Going somewhere by typing: Ctrl-K or Cmd-K, or the glass beside the bell.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { navigate } from '../../core/router';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { search as searchWords } from '../../core/text/books';
import { Icon } from '../../ui/icons';
import { type Target, useFound } from './found';

const text = words(searchWords);

function Option({ target, id, chosen, onGo }: { target: Target; id: string; chosen: boolean; onGo: () => void }) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <li ref={element} id={id} class="palette-option" role="option" aria-selected={chosen} onClick={onGo}>
      <Icon name={target.icon} />
      <span class="palette-words">
        <bdi>{target.name}</bdi>
        {target.about && <span class="muted small">{target.about}</span>}
      </span>
    </li>
  );
}

export function Palette({ onClose }: { onClose: () => void }) {
  const t = text().search;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const groups = useFound(currentUser()?.role ?? 'student', typed);
  const all = groups.flatMap((group) => group.targets);
  const chosen = Math.min(at, all.length - 1);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      dialog.current?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const go = (target: Target | undefined) => {
    if (!target) return;
    onClose();
    navigate(target.href);
  };
  const onKey = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0 && all.length > 0) setAt((chosen + move + all.length) % all.length);
    else if (event.key === 'Enter') go(all[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={t.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="palette-body">
        <div class="palette-field">
          <Icon name="search" />
          <input
            type="search"
            role="combobox"
            aria-label={t.field}
            aria-expanded={all.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={all.length > 0 ? `${id}-${chosen}` : undefined}
            aria-autocomplete="list"
            placeholder={t.field}
            autocomplete="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKey}
          />
        </div>
        <p class="visually-hidden" role="status">
          {t.results(all.length)}
        </p>
        <div class="palette-list" id={`${id}-list`} role="listbox" aria-label={t.title} tabIndex={-1}>
          {groups.map((group, g) => (
            <ul key={group.title} role="group" aria-labelledby={`${id}-group-${g}`}>
              <li id={`${id}-group-${g}`} class="palette-title" role="presentation">
                {group.title}
              </li>
              {group.targets.map((target) => {
                const number = all.indexOf(target);
                return <Option key={target.href + target.name} target={target} id={`${id}-${number}`} chosen={number === chosen} onGo={() => go(target)} />;
              })}
            </ul>
          ))}
        </div>
        {all.length === 0 && <p class="palette-none muted">{t.none}</p>}
      </div>
    </dialog>
  );
}

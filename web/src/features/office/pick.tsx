// SPDX-License-Identifier: MIT
// Choosing a person or a class by typing a part of the name: a combobox that arrow keys move in, with the chosen one beside a way to clear it.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { words } from '../../core/text';
import { desk as deskWords } from '../../core/text/books';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icons';
import { facts } from '../../core/text/format';
import type { AdminUser, ClassLine, Role } from '../../core/types';

const text = words(deskWords);

export interface Picked {
  id: number;
  name: string;
  /** A second line: an address, a term. */
  about?: string;
}

const TYPING_MS = 200;
const FOUND_MAX = 8;

interface PickProps {
  label: string;
  /** Shown in the empty field. */
  hint: string;
  none: string;
  value: Picked | null;
  avatars?: boolean;
  find: (query: string) => Promise<Picked[]>;
  onChange: (value: Picked | null) => void;
}

export function Pick({ label, hint, none, value, avatars = false, find, onChange }: PickProps) {
  const id = useId();
  const t = text().desk.pick;
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Picked[] | null>(null);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!query.trim()) return setFound(null);
    let here = true;
    const timer = setTimeout(() => {
      find(query.trim()).then(
        (list) => {
          if (!here) return;
          setFound(list.slice(0, FOUND_MAX));
          setAt(0);
        },
        () => here && setFound([]),
      );
    }, TYPING_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [query]);
  const choose = (one: Picked | undefined) => {
    if (!one) return;
    setQuery('');
    setFound(null);
    onChange(one);
  };
  const keys = (event: KeyboardEvent) => {
    if (!found) return;
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(found[at]);
    else if (event.key === 'Escape') setQuery('');
    else return;
    event.preventDefault();
  };
  const clear = () => {
    onChange(null);
    requestAnimationFrame(() => input.current?.focus());
  };
  if (value)
    return (
      <div class="field pick">
        <span class="pick-label" id={id}>
          {label}
        </span>
        <span class="pick-chosen" role="group" aria-labelledby={id} data-picked={value.id}>
          {avatars && <Avatar id={value.id} name={value.name} />}
          <bdi>{value.name}</bdi>
          <button type="button" class="icon-button" aria-label={`${t.clear}: ${label}`} onClick={clear}>
            <Icon name="cross" />
          </button>
        </span>
      </div>
    );
  return (
    <div class="field pick">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        type="text"
        role="combobox"
        placeholder={hint}
        autocomplete="off"
        maxLength={100}
        aria-expanded={found !== null}
        aria-controls={`${id}-found`}
        aria-activedescendant={found?.[at] ? `${id}-${found[at].id}` : undefined}
        aria-autocomplete="list"
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={keys}
        onBlur={() => setTimeout(() => setFound(null), TYPING_MS)}
      />
      <ul id={`${id}-found`} role="listbox" aria-label={label} class="pick-found" hidden={found === null || found.length === 0}>
        {found?.map((one, i) => (
          <li
            key={one.id}
            id={`${id}-${one.id}`}
            role="option"
            aria-selected={i === at}
            class="pick-one"
            onMouseDown={(event) => {
              event.preventDefault();
              choose(one);
            }}
          >
            {avatars && <Avatar id={one.id} name={one.name} />}
            <span>
              <bdi>{one.name}</bdi>
              {one.about && (
                <span class="muted small">
                  <bdi>{one.about}</bdi>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p class="visually-hidden" role="status">
        {found ? (found.length === 0 ? none : t.found(found.length)) : ''}
      </p>
      {found?.length === 0 && <p class="field-hint">{none}</p>}
    </div>
  );
}

const people = (role: Role | '') => async (query: string): Promise<Picked[]> => {
  const params = new URLSearchParams({ query, limit: String(FOUND_MAX), ...(role && { role, state: 'active' }) });
  const { users } = await get<{ users: AdminUser[] }>(`/api/admin/users?${params}`);
  return users.map((user) => ({ id: user.id, name: user.name, about: user.email ?? user.external_id ?? '' }));
};

const classes = async (query: string): Promise<Picked[]> => {
  const { classrooms } = await get<{ classrooms: ClassLine[] }>(`/api/admin/classrooms?${new URLSearchParams({ query, limit: String(FOUND_MAX) })}`);
  return classrooms.map((line) => ({ id: line.id, name: facts([line.subject, line.section]), about: facts([line.term, line.professor.name]) }));
};

interface OneProps {
  label: string;
  hint: string;
  value: Picked | null;
  onChange: (value: Picked | null) => void;
}

export function PickPerson({ role, ...rest }: OneProps & { role?: Role }) {
  return <Pick {...rest} avatars none={text().desk.pick.none} find={people(role ?? '')} />;
}

export function PickClass(props: OneProps) {
  return <Pick {...props} none={text().desk.pick.noneThing} find={classes} />;
}

// SPDX-License-Identifier: MIT
// Every class of the institution: found, with how many came, and who has its attendance open now.

import { useEffect, useState } from 'preact/hooks';
import { usePageTitle } from '../../core/hooks';
import { useList } from '../../core/hooks-list';
import { words } from '../../core/text';
import { admin as adminWords, desk as deskWords } from '../../core/text/books';
import { Select } from '../../ui/area';
import { Avatar } from '../../ui/avatar';
import { Button, Empty, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Choices, Field } from '../../ui/field';
import { MoreButton } from '../../ui/more';
import { facts, number, percent } from '../../core/text/format';
import type { ClassLine, ClassPage } from '../../core/types';

const text = words(adminWords, deskWords);

const SHOWS = ['all', 'live', 'archived'] as const;
type Show = (typeof SHOWS)[number];

function Came({ line }: { line: ClassLine }) {
  const t = text().desk.classes;
  if (line.percentage === null) return <span class="muted small">{t.notYet}</span>;
  const said = t.attendance(number(line.attended), number(line.expected));
  return (
    <span class="class-came">
      <span class="class-share">
        <strong>{percent(line.percentage)}</strong> <span class="muted small">{said}</span>
      </span>
      <meter class="meter" min={0} max={100} value={line.percentage} aria-label={said}>
        {percent(line.percentage)}
      </meter>
    </span>
  );
}

function ClassRow({ line }: { line: ClassLine }) {
  const t = text().desk.classes;
  return (
    <li>
      <a class="row row-link class-row" href={`/classroom/${line.id}`} data-classroom={line.id}>
        <div class="class-name">
          <p class="row-lead">
            <bdi>{facts([line.subject, line.section])}</bdi>
            {line.live && <span class="tag tag-live">{t.open}</span>}
          </p>
          <p class="muted small">{facts([line.term, line.department])}</p>
        </div>
        <span class="class-professor">
          <Avatar id={line.professor.id} name={line.professor.name} />
          <bdi>{line.professor.name}</bdi>
        </span>
        <span class="class-students muted small">{facts([t.students(line.students), t.lectures(line.lectures)])}</span>
        <Came line={line} />
      </a>
    </li>
  );
}

function useFilter() {
  const asked = new URLSearchParams(location.search);
  const [query, setQuery] = useState(asked.get('query') ?? '');
  const [term, setTerm] = useState(asked.get('term') ?? '');
  const [show, setShow] = useState<Show>(SHOWS.find((one) => one === asked.get('show')) ?? 'all');
  useEffect(() => {
    const params = new URLSearchParams();
    if (query) params.set('query', query);
    if (term) params.set('term', term);
    if (show !== 'all') params.set('show', show);
    const search = params.toString();
    history.replaceState(history.state, '', search ? `/classrooms?${search}` : '/classrooms');
  }, [query, term, show]);
  return { query, setQuery, term, setTerm, show, setShow };
}

export function AllClassroomsPage() {
  const t = text();
  const words = t.desk.classes;
  usePageTitle(t.app.classes);
  const { query, setQuery, term, setTerm, show, setShow } = useFilter();
  const [terms, setTerms] = useState<string[]>([]);
  const params = new URLSearchParams();
  if (query.trim()) params.set('query', query.trim());
  if (term) params.set('term', term);
  if (show !== 'all') params.set(show, '1');
  const list = useList<ClassLine, ClassPage>(`/api/admin/classrooms?${params}`, (answer) => {
    setTerms(answer.terms);
    return answer.classrooms;
  });
  const asked = Boolean(query || term || show !== 'all');
  // Of a college without a class: nothing to look for, nothing to hand over.
  const none = !asked && list.items?.length === 0;
  const all = () => {
    setQuery('');
    setTerm('');
    setShow('all');
  };
  return (
    <>
      <PageHead title={t.app.classes} {...(list.total !== null && !none && { sub: words.count(list.total) })}>
        {!none && <LinkButton href="/classrooms/hand-over">{words.handOver}</LinkButton>}
      </PageHead>
      {!none && (
        <div class="filter-bar">
          <Field label={words.search} name="query" type="search" value={query} onInput={setQuery} maxLength={100} optional="unsaid" />
          {terms.length > 0 && (
            <Select
              label={words.term}
              name="term"
              value={term}
              onChange={setTerm}
              choices={[{ value: '', label: words.anyTerm }, ...terms.map((one) => ({ value: one, label: one }))]}
            />
          )}
          <Choices legend={words.show} hideLegend name="show" value={show} onChange={setShow} choices={SHOWS.map((value) => ({ value, label: words.shows[value] }))} />
        </div>
      )}
      <ProblemNotice problem={list.problem} onRetry={list.reload} />
      {!list.items && !list.problem && <Skeleton />}
      {list.items?.length === 0 &&
        (asked ? (
          <Empty icon="search" title={words.none} hint={words.noneHint}>
            <Button onClick={all}>{words.shows.all}</Button>
          </Empty>
        ) : (
          <Empty icon="book" title={words.empty} hint={words.emptyHint}>
            <LinkButton href="/invite" kind="primary">
              {t.admin.invite}
            </LinkButton>
          </Empty>
        ))}
      {list.items && list.items.length > 0 && (
        <ul class="card rows" aria-label={t.app.classes}>
          {list.items.map((line) => (
            <ClassRow key={line.id} line={line} />
          ))}
        </ul>
      )}
      <MoreButton list={list} />
    </>
  );
}

// SPDX-License-Identifier: MIT
// The face threshold: what it comes to among the enrolled people, what they prove, and choosing by it.

import { useState } from 'preact/hooks';
import { post, put, remove } from '../../../core/api';
import { useAction, useLoad, usePageTitle } from '../../../core/hooks';
import { words } from '../../../core/text';
import { threshold as thresholdWords } from '../../../core/text/books';
import { Button, Empty, PageHead, ProblemNotice, Skeleton } from '../../../ui/basics';
import { Confirm } from '../../../ui/dialog';
import { Distribution, type ScoreLine } from '../../../ui/class/distribution';
import { failureOf, RunningJob } from '../../../ui/running-job';
import { toast } from '../../../ui/toast';
import { dayAndTime, decimals, longDay, number } from '../../../core/text/format';
import type { Calibration, CalibrationResult, Job, ThresholdOffer, ThresholdPoint } from '../../../core/types';

const text = words(thresholdWords);

/** Two figures of it: more would promise what nobody knows. */
function oneIn(share: number): string {
  const t = text().threshold;
  if (share <= 0) return t.never;
  const people = 1 / share;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(people)) - 1);
  return t.oneIn(number(Math.round(people / unit) * unit));
}

const score = (threshold: number, digits = 3) => decimals(threshold, digits);

function Range({ point }: { point: ThresholdPoint }) {
  const t = text().threshold;
  const { low, high } = point.by_people;
  return <>{low > 0 ? t.between(oneIn(low), oneIn(high)) : t.atMost(oneIn(high))}</>;
}

interface Choice {
  rate: string;
  normalised: boolean;
  threshold: string;
}

function Offer({ offer, result, standard, inForce, onChoose }: {
  offer: ThresholdOffer;
  result: CalibrationResult;
  standard: number;
  inForce: number;
  onChoose: (choice: Choice) => void;
}) {
  const t = text().threshold;
  const { point } = offer;
  const threshold = point ? score(point.threshold) : '';
  const here = point !== null && Math.abs(point.threshold - inForce) < 1e-6;
  const same = point !== null && Math.abs(point.threshold - standard) < 1e-6;
  return (
    <li class="row row-wrap" data-rate={offer.rate}>
      <div>
        <p class="row-lead">{t.holds(oneIn(Number(offer.rate)))}</p>
        {point ? (
          <>
            <p>
              {t.at(threshold)}. {point.matches > 0 ? t.passes(oneIn(point.rate), number(point.matches), number(result.pairs)) : t.nonePasses(number(result.pairs))}{' '}
              <Range point={point} />
            </p>
            <p class="muted">{here ? t.isInForce : same ? t.same : offer.easier ? t.easier : t.stricter}</p>
          </>
        ) : (
          <p class="muted">{t.tooFew}</p>
        )}
      </div>
      {point && !here && <Button onClick={() => onChoose({ rate: offer.rate, normalised: false, threshold })}>{t.choose}</Button>}
    </li>
  );
}

/** The same rate held without and with s-norm. */
function Effect({ before, after }: { before: ThresholdPoint; after: ThresholdPoint }) {
  const t = text().threshold;
  const rows = [
    [t.effectThreshold, score(before.threshold), score(after.threshold, 2)],
    [t.effectMatches, number(before.matches), number(after.matches)],
    [t.effectTouched, number(before.touched), number(after.touched)],
  ] as const;
  return (
    <table class="plain-table effect">
      <thead>
        <tr>
          <td />
          <th scope="col">{t.effectBefore}</th>
          <th scope="col">{t.effectAfter}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, a, b]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{a}</td>
            <td>{b}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Normalisation({ result, on, onChoose, onTurnOff }: {
  result: CalibrationResult;
  on: boolean;
  onChoose: (choice: Choice) => void;
  onTurnOff: () => void;
}) {
  const t = text().threshold;
  const after = result.normalised?.offers[0];
  const before = result.raw.offers[0]?.point ?? result.raw.current;
  const point = after?.point;
  return (
    <section class="card" aria-labelledby="snorm" data-normalised={on ? 'on' : 'off'}>
      <div class="section-head">
        <h2 id="snorm">{t.snorm}</h2>
        <span class={`chip chip-plain ${on ? 'chip-P' : 'chip-none'}`}>{on ? t.on : t.off}</span>
      </div>
      <p>{t.snormHint}</p>
      {!result.normalised && <p class="muted">{t.snormFew}</p>}
      {result.normalised && !point && <p class="muted">{t.tooFew}</p>}
      {point && before && (
        <>
          <Effect before={before} after={point} />
          <p class="muted small">{t.effectHint(oneIn(Number(after.rate)))}</p>
          <p class="muted small">{t.cost}</p>
        </>
      )}
      {on && <Button onClick={onTurnOff}>{t.turnOff}</Button>}
      {!on && after && point && (
        <Button onClick={() => onChoose({ rate: after.rate, normalised: true, threshold: score(point.threshold, 2) })}>{t.turnOn}</Button>
      )}
    </section>
  );
}

function Own({ result, inForce }: { result: CalibrationResult; inForce: Calibration['in_force'] }) {
  const t = text().threshold;
  const normalised = inForce.normalised_threshold === null ? null : result.normalised;
  const part = normalised ?? result.raw;
  const digits = normalised ? 2 : 3;
  const threshold = (normalised && inForce.normalised_threshold) || inForce.threshold;
  const offer = part.offers[0]?.point ?? null;
  const { current } = part;
  const lines: ScoreLine[] = [{ at: threshold, kind: 'now', label: `${t.lineNow} ${score(threshold, digits)}` }];
  if (offer && Math.abs(offer.threshold - threshold) > 1e-6)
    lines.push({ at: offer.threshold, kind: 'offer', label: `${t.lineOffer} ${score(offer.threshold, digits)}` });
  const people = result.people === result.agreed ? number(result.people) : t.peopleOf(number(result.people), number(result.agreed));
  return (
    <>
      {current && (
        <>
          <p class="threshold-says">
            {current.matches > 0 ? t.passes(oneIn(current.rate), number(current.matches), number(result.pairs)) : t.nonePasses(number(result.pairs))}{' '}
            <Range point={current} />
          </p>
          <p class="muted small">{t.honest(oneIn(current.by_pairs.low), oneIn(current.by_pairs.high))}</p>
        </>
      )}
      <dl class="facts">
        <div>
          <dt>{t.people}</dt>
          <dd>{people}</dd>
        </div>
        <div>
          <dt>{t.pairs}</dt>
          <dd>{number(result.pairs)}</dd>
        </div>
        <div>
          <dt>{t.doubles}</dt>
          <dd>{t.doublesPairs(result.doubles, number(result.doubles))}</dd>
        </div>
        <div>
          <dt>{t.when}</dt>
          <dd>{dayAndTime(result.made_at)}</dd>
        </div>
      </dl>
      {result.doubles > 0 && <p class="muted">{t.doublesHint}</p>}
      <h3>{t.picture}</h3>
      <Distribution
        bars={part.bars}
        lowest={part.lowest}
        width={part.width}
        lines={lines}
        label={t.pictureSays(score(threshold, digits))}
        axis={normalised ? t.axisNormalised : t.axis}
        axisPairs={t.axisPairs}
      />
      <p class="muted small">{t.pictureHint}</p>
    </>
  );
}

export function ThresholdPage() {
  const all = text();
  const t = all.threshold;
  usePageTitle(t.title);
  const calibration = useLoad<Calibration>('/api/admin/face-calibration');
  const { busy, problem, run, clear } = useAction();
  const [job, setJob] = useState<Job | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [resetting, setResetting] = useState(false);
  const { data } = calibration;
  const result = data?.result ?? null;

  const start = () =>
    void run(async () => {
      setFailure(null);
      setJob(await post<Job>('/api/admin/face-calibration'));
    });
  const ended = (end: Job) => {
    setJob(null);
    if (end.state === 'done') toast(t.calculated);
    else setFailure(failureOf(end) || t.failed);
    void calibration.reload();
  };
  const choose = (chosen: Choice) =>
    void run(async () => {
      const { rate, normalised } = chosen;
      calibration.set(await put<Calibration>('/api/admin/face-threshold', { calibration: result?.id, rate, normalised }));
      setChoice(null);
      toast(t.chosenDone);
    });
  const reset = () =>
    void run(async () => {
      await remove('/api/admin/face-threshold');
      await calibration.reload();
      setResetting(false);
      toast(t.resetDone);
    });
  const close = () => {
    setChoice(null);
    setResetting(false);
    clear();
  };
  return (
    <div class="reading threshold-page">
      <PageHead title={t.title} back="/system" sub={t.hint} />
      <ProblemNotice problem={calibration.problem} onRetry={() => void calibration.reload()} />
      <ProblemNotice problem={choice || resetting ? null : problem} />
      {!data && !calibration.problem && <Skeleton />}
      {data && (
        <>
          <section class="card" aria-labelledby="in-force" data-threshold={data.in_force.threshold}>
            <div class="section-head">
              <h2 id="in-force">{t.inForce}</h2>
              <span class="chip chip-plain chip-none">{data.in_force.chosen_at ? t.chosen(longDay(data.in_force.chosen_at)) : t.standard}</span>
            </div>
            <dl class="facts in-force-value">
              <div>
                <dt>{t.cosine}</dt>
                <dd>{score(data.in_force.threshold)}</dd>
              </div>
              {data.in_force.normalised_threshold !== null && (
                <div>
                  <dt>{t.normalised}</dt>
                  <dd>{score(data.in_force.normalised_threshold, 2)}</dd>
                </div>
              )}
            </dl>
            <p class="muted">
              {data.standard.rate ? t.meantFor(score(data.standard.threshold), oneIn(Number(data.standard.rate))) : t.meant(score(data.standard.threshold))}
            </p>
            {data.in_force.chosen_at && <Button onClick={() => setResetting(true)}>{t.reset}</Button>}
          </section>

          <section class="card" aria-labelledby="own">
            <h2 id="own">{t.own}</h2>
            {result ? (
              <Own result={result} inForce={data.in_force} />
            ) : (
              <Empty icon="face" title={t.none} hint={t.noneHint} />
            )}
            {failure && (
              <p class="notice" role="alert">
                {failure}
              </p>
            )}
            {job ? (
              <RunningJob key={job.id} job={job} says={t.running} onEnd={ended} />
            ) : (
              <Button kind={result ? 'plain' : 'primary'} busy={busy && !choice && !resetting} onClick={start}>
                {result ? t.again : t.calculate}
              </Button>
            )}
          </section>

          {result && (
            <>
              <section aria-labelledby="proposals">
                <h2 id="proposals">{t.proposals}</h2>
                <p class="muted">{t.proposalsHint}</p>
                <ul class="card rows">
                  {result.raw.offers.map((offer) => (
                    <Offer
                      key={offer.rate}
                      offer={offer}
                      result={result}
                      standard={data.standard.threshold}
                      inForce={data.in_force.threshold}
                      onChoose={setChoice}
                    />
                  ))}
                </ul>
              </section>
              <Normalisation
                result={result}
                on={data.in_force.normalised_threshold !== null}
                onChoose={setChoice}
                onTurnOff={() => setResetting(true)}
              />
            </>
          )}
        </>
      )}
      {choice && (
        <Confirm
          title={choice.normalised ? t.turnOnTitle : t.chooseTitle(choice.threshold)}
          hint={t.chooseHint}
          action={choice.normalised ? t.turnOn : t.choose}
          busy={busy}
          harmless
          onConfirm={() => choose(choice)}
          onClose={close}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
      {resetting && (
        <Confirm title={t.resetTitle} hint={t.resetHint} action={t.reset} busy={busy} harmless onConfirm={reset} onClose={close}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}

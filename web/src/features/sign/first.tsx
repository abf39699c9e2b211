// SPDX-License-Identifier: MIT
// The first sign-in of people without an e-mail address: their number, a one-time code, and the password that they choose.

import { useForm } from '../../core/form';
import { usePageTitle } from '../../core/hooks';
import { Problem } from '../../core/api';
import { navigate } from '../../core/router';
import { signInFirst } from '../../core/session';
import { words } from '../../core/text';
import { account as accountWords, codes as codeWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { Field } from '../../ui/field';
import { needNewPassword, NewPasswordField } from '../../ui/form/credentials';
import { LanguagePicker } from '../../ui/language';
import { Doorstep } from '../../ui/shell';
import { nextPath } from './next-path';

const text = words(accountWords, codeWords);

const PASSWORD_MIN = 8;
const NUMBER_MAX = 64;
const CODE_MAX = 40;

function FirstForm() {
  const t = text();
  const form = useForm({
    initial: { number: '', code: '', password: '' },
    rules: {
      number: (number) => !number.trim() && t.codes.needNumber,
      code: (code) => !code.trim() && t.codes.needCode,
      password: needNewPassword(PASSWORD_MIN),
    },
    send: async ({ number, code, password }) => {
      const next = nextPath(location.search);
      try {
        await signInFirst(number.trim(), code.trim(), password);
        navigate(next, 'replace');
      } catch (error) {
        // The password is chosen; who has a second factor shows it where everybody does.
        if (!(error instanceof Problem) || error.code !== 'second_factor_needed') throw error;
        navigate(`/sign-in${location.search}`, 'replace');
      }
    },
  });
  const wrong = form.refusal?.code === 'wrong_credentials';
  return (
    <form {...form.props}>
      <p class="muted">{t.codes.firstHint}</p>
      {wrong ? (
        <div class="notice notice-bad" role="alert" data-code="wrong_credentials">
          <div class="notice-text">
            <p class="notice-lead">{t.codes.wrong}</p>
            <p>{t.codes.wrongNext}</p>
          </div>
        </div>
      ) : (
        <ProblemNotice problem={form.problem} />
      )}
      <Field
        label={t.codes.number}
        hint={t.codes.numberHint}
        autocomplete="username"
        autoCapitalize="none"
        maxLength={NUMBER_MAX}
        {...form.field('number')}
      />
      <Field
        label={t.codes.code}
        hint={t.codes.codeHint}
        autocomplete="one-time-code"
        autoCapitalize="characters"
        maxLength={CODE_MAX}
        {...form.field('code')}
      />
      <NewPasswordField label={t.codes.password} hint={t.sign.passwordHint(PASSWORD_MIN)} {...form.field('password')} />
      <Button type="submit" kind="primary" wide busy={form.busy}>
        {t.codes.go}
      </Button>
    </form>
  );
}

export function FirstPage() {
  const t = text();
  usePageTitle(t.codes.firstTitle);
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{t.codes.firstTitle}</h1>
      <FirstForm />
      <p class="doorstep-other">
        <a href={`/sign-in${location.search}`}>{t.door.backToSignIn}</a>
      </p>
      <LanguagePicker />
    </Doorstep>
  );
}

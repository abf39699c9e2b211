// SPDX-License-Identifier: MIT

import { useId } from 'preact/hooks';
import { chooseLanguage, currentLanguage, type Language, LANGUAGES, text } from '../core/text';

export function LanguagePicker({ onChoose }: { onChoose?: (language: Language) => void }) {
  const id = useId();
  const choose = (language: Language) => {
    onChoose?.(language);
    void chooseLanguage(language);
  };
  return (
    <div class="language">
      <label for={id}>{text().account.language}</label>
      <select
        id={id}
        value={currentLanguage()}
        onChange={(event) => choose(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

import { callingCode } from '../../../src/domain/numbers/calling-code';
import { COUNTRIES } from '../../../src/domain/numbers/countries';
import { chosenFace, field, valueOf, type Opened } from './opened';

/** Offers every country by its name, and says what is meant, or what becomes of national numbers without one. */
export function prepareCountry(opened: Opened): void {
  const { form } = opened;
  const names = namesIn(RED.i18n.lang());
  const countries = COUNTRIES.map(({ region, code }) => ({ region, code, name: names.of(region) ?? region }));
  countries.sort((one, other) => one.name.localeCompare(other.name));
  const options = countries.map(({ region, code, name }) =>
    $('<option>').attr('value', region).text(`${name} (+${code})`),
  );
  form.find('#fax-sms-connection-countries').append(options);
  const input = field(opened, 'country').attr('list', 'fax-sms-connection-countries');

  /** What is typed as its user's language calls it is kept as the runtime reads it. */
  function take(): void {
    const typed = valueOf(opened.node, 'country').toLocaleLowerCase();
    const named = countries.find(({ name }) => name.toLocaleLowerCase() === typed);
    if (named && callingCode(typed) === undefined) input.val(named.region).trigger('change');
  }

  input.on('change', take).on('input change', () => showCountry(opened));
}

export function showCountry(opened: Opened): void {
  const { form, node } = opened;
  const typed = valueOf(node, 'country');
  const code = callingCode(typed) ?? '';
  const region = typed.toUpperCase();
  const isRegion = COUNTRIES.some((country) => country.region === region);
  const meant = isRegion ? `${namesIn(RED.i18n.lang()).of(region) ?? region}, +${code}` : code && `+${code}`;
  form.find('#node-config-input-country-hint').text(meant || node._('fax-sms-connection.hint.country'));
  const key = chosenFace(node)?.national;
  const warning = key === undefined ? '' : node._(`fax-sms-connection.tip.${key}`);
  form
    .find('#fax-sms-connection-tip-country')
    .text(warning)
    .toggle(typed === '' && warning !== '');
}

/** Whatever an editor's theme calls a language: what Intl cannot read must not keep the dialog from opening. */
function namesIn(language: string): Intl.DisplayNames {
  try {
    return new Intl.DisplayNames([language, 'en'], { type: 'region' });
  } catch {
    return new Intl.DisplayNames(['en'], { type: 'region' });
  }
}

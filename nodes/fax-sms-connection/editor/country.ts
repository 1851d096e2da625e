import { countriesIn, meantCountry, writtenCountry } from '../../rules/country';
import { field, valueOf, type Opened } from '../../editor-kit/opened';
import { chosenFace } from './opened';

/** Suggests all countries by name; shows which one is meant or, if none is set, what happens to national numbers. */
export function prepareCountry(opened: Opened): void {
  const countries = countriesIn(RED.i18n.lang());
  const options = countries.map(({ region, code, name }) =>
    $('<option>').attr('value', region).text(`${name} (+${code})`),
  );
  opened.form.find('#fax-sms-connection-countries').append(options);
  const input = field(opened, 'country').attr('list', 'fax-sms-connection-countries');
  input.on('input', () => showCountry(opened));
  input.on('change', () => {
    const typed = valueOf(opened.node, 'country');
    const written = writtenCountry(typed, countries);
    if (written !== typed) input.val(written).trigger('change');
    showCountry(opened);
  });
}

export function showCountry(opened: Opened): void {
  const { form, node } = opened;
  const typed = valueOf(node, 'country');
  const meant = meantCountry(typed, countriesIn(RED.i18n.lang()));
  form.find('#node-config-input-country-hint').text(meant || node._('fax-sms-connection.hint.country'));
  const key = chosenFace(node)?.national;
  const warning = key === undefined ? '' : node._(`fax-sms-connection.tip.${key}`);
  form
    .find('#fax-sms-connection-tip-country')
    .text(warning)
    .toggle(typed === '' && warning !== '');
}

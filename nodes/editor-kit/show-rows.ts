/** Shows each row if every word of its `when` is among these facts, and hides it otherwise. */
export function showRows(form: JQuery, facts: ReadonlySet<string>): void {
  form.find('[data-when]').each(function () {
    const words = ($(this).attr('data-when') ?? '').split(' ');
    $(this).toggle(words.every((word) => facts.has(word)));
  });
}

import { button, el, setText } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { factsOf, isSummed, PLOTS, type PlotFacts, type PlotName } from './plot-facts';
import { bars, HEIGHT, line, WIDTH } from './plot-path';
import { get } from './requests';
import { readSeries, type Series } from './wire';

const SPANS = ['hour', 'day'] as const;
type Span = (typeof SPANS)[number];

/** Small plots of the last hour or day, each with a text alternative for screen readers. */
export class PlotsView {
  readonly #host: Host;
  readonly #formats: Formats;
  readonly element: HTMLElement;
  readonly #spans: HTMLButtonElement[];
  readonly #plots = PLOTS.map((name) => new Plot(name));
  readonly #from = el('span');
  readonly #to = el('span');
  #span: Span = 'hour';

  constructor(host: Host, formats: Formats) {
    this.#host = host;
    this.#formats = formats;
    this.#spans = SPANS.map((span) =>
      button(host.t(`span.${span}`), () => this.#choose(span), { 'aria-pressed': String(span === this.#span) }),
    );
    const spans = el('div', { class: 'pushline-spans', attrs: { role: 'group', 'aria-label': host.t('label.span') } });
    spans.append(...this.#spans);
    this.element = el('section', { class: 'pushline-plots', attrs: { 'aria-label': host.t('label.plots') } }, [
      spans,
      ...this.#plots.map(({ element }) => element),
      el('div', { class: 'pushline-axis', attrs: { 'aria-hidden': 'true' } }, [this.#from, this.#to]),
    ]);
    for (const plot of this.#plots) plot.label(host.t(`plot.${plot.name}`));
  }

  /** If the runtime does not answer, the plots stay as they are: the panel already says so. */
  async load(): Promise<void> {
    const span = this.#span;
    const series = await get(`fax-sms/panel/series?span=${span}`).then(readSeries, () => undefined);
    if (series && span === this.#span) this.#show(series);
  }

  #choose(span: Span): void {
    this.#span = span;
    SPANS.forEach((one, at) => this.#spans[at]?.setAttribute('aria-pressed', String(one === span)));
    void this.load();
  }

  #show(series: Series): void {
    for (const plot of this.#plots) {
      const facts = factsOf(series, plot.name);
      plot.show(facts, this.#number(plot.name, facts.now), this.#words(plot.name, facts));
    }
    const [first] = series.at;
    const last = series.at.at(-1);
    setText(this.#from, first === undefined ? '' : this.#formats.minute(first));
    setText(this.#to, last === undefined ? '' : this.#formats.minute(last + series.stepMs));
  }

  #number(name: PlotName, value: number | undefined): string {
    if (value === undefined) return '–';
    return name === 'acceptMs' ? this.#formats.duration(value) : this.#formats.number(value);
  }

  #words(name: PlotName, { most, mostAt, now }: PlotFacts): string {
    const label = this.#host.t(`plot.${name}`);
    if (mostAt === undefined) return `${label}: ${this.#host.t('plot.nothing')}`;
    const values = { now: this.#number(name, now), most: this.#number(name, most), time: this.#formats.minute(mostAt) };
    return `${label}: ${this.#host.t(isSummed(name) ? 'plot.summed' : 'plot.standing', values)}`;
  }
}

class Plot {
  readonly element: HTMLElement;
  readonly #label = el('span', { class: 'pushline-plot-label' });
  readonly #now = el('span', { class: 'pushline-plot-now' });
  readonly #svg = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  readonly #path = svg('path', {});

  constructor(readonly name: PlotName) {
    this.#svg.append(this.#path);
    this.#svg.dataset.plot = name;
    this.#path.classList.add(isSummed(name) ? 'pushline-bars' : 'pushline-line');
    this.element = el('div', { class: 'pushline-plot' }, [this.#label, this.#svg, this.#now]);
  }

  label(text: string): void {
    setText(this.#label, text);
    this.#svg.setAttribute('aria-label', text);
  }

  show({ values, most }: PlotFacts, now: string, words: string): void {
    const path = isSummed(this.name)
      ? bars(
          values.map((value) => value ?? 0),
          most,
        )
      : line(values, most);
    this.#path.setAttribute('d', path);
    this.#svg.setAttribute('aria-label', words);
    setText(this.#now, now);
  }
}

function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attrs: Record<string, string>,
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value);
  return element;
}

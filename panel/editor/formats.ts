const DAY_MS = 86_400_000;

/** Formats times and numbers in the editor's language. */
export class Formats {
  readonly #now: () => number;
  readonly #number: Intl.NumberFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #minute: Intl.DateTimeFormat;
  readonly #dateTime: Intl.DateTimeFormat;
  readonly #language: string;

  constructor(language: string, now: () => number = Date.now) {
    this.#now = now;
    this.#language = known(language);
    this.#number = new Intl.NumberFormat(this.#language);
    this.#time = new Intl.DateTimeFormat(this.#language, { timeStyle: 'medium' });
    this.#minute = new Intl.DateTimeFormat(this.#language, { timeStyle: 'short' });
    this.#dateTime = new Intl.DateTimeFormat(this.#language, { dateStyle: 'medium', timeStyle: 'short' });
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** With the date if it is not today. */
  time(at: number): string {
    return isSameDay(at, this.#now()) ? this.#time.format(at) : this.#dateTime.format(at);
  }

  minute(at: number): string {
    return Math.abs(this.#now() - at) < DAY_MS ? this.#minute.format(at) : this.#dateTime.format(at);
  }

  duration(ms: number): string {
    if (ms < 1000) return this.#unit(Math.round(ms), 'millisecond');
    if (ms < 60_000) return this.#unit(Math.round(ms / 100) / 10, 'second');
    return this.#unit(Math.round(ms / 60_000), 'minute');
  }

  bytes(size: number): string {
    if (size < 1000) return this.#unit(size, 'byte');
    if (size < 1_000_000) return this.#unit(Math.round(size / 1000), 'kilobyte');
    return this.#unit(Math.round(size / 100_000) / 10, 'megabyte');
  }

  #unit(value: number, unit: string): string {
    return new Intl.NumberFormat(this.#language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  }
}

/** An editor's theme may set any text as language; one that Intl does not know must not keep the panel from opening. */
function known(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

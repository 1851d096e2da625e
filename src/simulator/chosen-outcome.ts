/** How everything ends that is sent, by the special number that stands for it; without one each number tells by itself. */
export class ChosenOutcome {
  #number: string | undefined;

  /** undefined: by the number again. */
  choose(number: string | undefined): void {
    this.#number = number;
  }

  /** The number whose fate this one shares. */
  standInFor(number: string): string {
    return this.#number ?? number;
  }
}

/** The special number whose outcome everything sent gets. Without one, each recipient's own number decides. */
export class ChosenOutcome {
  #number: string | undefined;

  /** undefined = each recipient's own number decides. */
  choose(number: string | undefined): void {
    this.#number = number;
  }

  /** The number that decides the outcome for this recipient. */
  standInFor(number: string): string {
    return this.#number ?? number;
  }
}

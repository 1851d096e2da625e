/** Something that must be done before anything else: once, and again after it failed or was undone. */
export class Once {
  readonly #act: () => Promise<void>;
  #done: Promise<void> | undefined;

  constructor(act: () => Promise<void>) {
    this.#act = act;
  }

  do(): Promise<void> {
    return (this.#done ??= this.#attempt());
  }

  undo(): void {
    this.#done = undefined;
  }

  #attempt(): Promise<void> {
    const attempt = this.#act().catch((error: unknown) => {
      if (this.#done === attempt) this.#done = undefined;
      throw error;
    });
    return attempt;
  }
}

/** A request that cannot be carried out: the status says whose fault it is, the message holds no content. */
export class AdminError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
